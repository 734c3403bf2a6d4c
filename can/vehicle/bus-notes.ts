import { counted } from '../../core/counted.js';
import { formatId } from '../frame.js';
import type { BusMessage } from './bus-message.js';
import type { Quantity } from './quantity.js';

/** What an engineer has to know of a bus that its samples do not say, each in a few words. */
export function busNotes(messages: readonly BusMessage[], quantities: readonly Quantity[]): string[] {
  return [
    ...quantities.filter(({ hasCome }) => !hasCome).map(({ label }) => `${label} never came`),
    ...otherInterfaces(messages),
    ...messages.flatMap(otherPeriod),
  ];
}

/** Frames that were left alone although the profile does not say whose they are. */
function otherInterfaces(messages: readonly BusMessage[]): string[] {
  const found = new Map<string, { frames: number; ids: string[] }>();
  for (const { wanted, channel, elsewhere } of messages) {
    if (channel !== undefined) continue;
    for (const [other, frames] of elsewhere) {
      const entry = found.get(other) ?? { frames: 0, ids: [] };
      entry.frames += frames;
      entry.ids.push(formatId(wanted.decoder.message.id));
      found.set(other, entry);
    }
  }
  return [...found].map(
    ([other, { frames, ids }]) =>
      `${ids.join(' ')} on ${other} too: ${counted(frames, 'frame')} not taken (say channel: in the profile)`,
  );
}

function otherPeriod({ wanted }: BusMessage): string[] {
  const { contradiction, isPeriodGiven } = wanted.timing;
  if (!contradiction) return [];
  const { stated, seen } = contradiction;
  return [
    `period of ${wanted.decoder.message.name} ${ms(stated)} in the ${isPeriodGiven ? 'profile' : 'DBC'}, ${ms(seen)} seen`,
  ];
}

const ms = (seconds: number) => `${Number((seconds * 1e3).toPrecision(3))} ms`;
