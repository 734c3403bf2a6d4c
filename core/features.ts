import { InputError } from './input-error.js';
import type { VehicleSample } from './vehicle-sample.js';

/** Signals that a feature can be taken from, with the unit in which the model gets it. */
export const CHANNEL_UNITS = { curvature: '1/m', vEgo: 'm/s', steeringAngleDeg: 'deg' } as const;
export type Channel = keyof typeof CHANNEL_UNITS;

export type Horizon = { historyLength: number; horizonSteps: number };

/**
 * Feature names in the article's order: curvature, speed and steering of the past (oldest first), curvature ahead.
 * `vEgo[i-5]` is the speed five samples before step i; now is i−1, the first predicted step is i.
 */
export function featureNames({ historyLength, horizonSteps }: Horizon): string[] {
  const past = (channel: Channel) =>
    Array.from({ length: historyLength }, (_, k) => `${channel}[i-${historyLength - k}]`);
  const ahead = Array.from({ length: horizonSteps }, (_, k) => `curvature[i+${k}]`);
  return [...past('curvature'), ...past('vEgo'), ...past('steeringAngleDeg'), ...ahead];
}

/** Writes one step's features; `window` oldest first, `preview` in 1/m from step i on. */
export type FeatureWriter = (
  window: readonly VehicleSample[],
  preview: readonly number[],
  out: Float64Array,
  offset: number,
) => void;

/** Names → a writer of their values; a name that this contract does not know is refused. */
export function compileFeatures(names: readonly string[], horizon: Horizon): FeatureWriter {
  const sources = names.map((name) => parseFeature(name, horizon));
  return (window, preview, out, offset) => {
    for (let f = 0; f < sources.length; f++) {
      const { channel, index } = sources[f]!;
      out[offset + f] = index < window.length ? window[index]![channel] : preview[index - window.length]!;
    }
  };
}

/** `index` counts through the window's samples and then through the preview. */
function parseFeature(name: string, { historyLength, horizonSteps }: Horizon): { channel: Channel; index: number } {
  const [, channel, step] = /^(\w+)\[i([+-]\d+)\]$/.exec(name) ?? [];
  const index = historyLength + Number(step);
  const known =
    channel !== undefined &&
    Object.hasOwn(CHANNEL_UNITS, channel) &&
    index >= 0 &&
    index < historyLength + (channel === 'curvature' ? horizonSteps : 0);
  if (!known) {
    const expected = `${Object.keys(CHANNEL_UNITS).join(', ')} at [i-${historyLength}] … [i-1], or curvature up to [i+${horizonSteps - 1}]`;
    throw new InputError(`expected a feature of ${expected}, got "${name}"`);
  }
  return { channel: channel as Channel, index }; // as: hasOwn above has checked it
}
