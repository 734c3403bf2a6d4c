import { readFrames } from '../can/log/read-frames.js';
import type { Dbc } from '../can/dbc/dbc.js';
import { LogStatistics, type Bitrates, type MessageStatistics } from '../can/log/log-statistics.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import { systemFault } from '../files/system-fault.js';
import { counted } from '../core/counted.js';
import type { Inspection } from './inspection.js';
import { describeFit, ProfileFit } from './profile-fit.js';
import { textTable } from './text-table.js';

type LogOptions = Bitrates & { dbc?: Dbc | undefined; vehicle?: Vehicle | undefined };

/**
 * A CAN log: interfaces with their load, ids with rate, jitter and gaps, and the ranges of signals of a DBC; and of a
 * vehicle what its profile makes of the log.
 */
export async function inspectLog(path: string, { dbc, vehicle, ...rates }: LogOptions): Promise<Inspection> {
  const statistics = new LogStatistics(rates, dbc ?? vehicle?.dbc);
  const fit = vehicle && new ProfileFit(vehicle);
  const remarks: string[] = [];
  try {
    for await (const frames of readFrames(path, (text) => remarks.push(text))) {
      for (const frame of frames) {
        statistics.add(frame);
        fit?.add(frame);
      }
    }
  } catch (error) {
    throw systemFault(error, 'a CAN log that can be read', path);
  }
  const { bitrate, dataBitrate } = rates;
  const log = { kind: 'log', path, bitrate, dataBitrate, remarks, ...toFigures(statistics) };
  const profile = fit?.end();
  if (!profile) return { figures: log, text: describe(log) };
  return { figures: { ...log, profile }, text: `${describe(log)}\n\n${describeFit(profile)}` };
}

type LogFigures = ReturnType<typeof toFigures> & Bitrates & { path: string; remarks: string[] };

function toFigures({ channels, messages }: LogStatistics) {
  return {
    channels: [...channels].map(([channel, { frames, errorFrames, firstUs, spanUs, busySeconds }]) => {
      const seconds = spanUs / 1e6;
      const load = seconds > 0 ? busySeconds / seconds : NaN;
      return { channel, frames, errorFrames, from: firstUs / 1e6, seconds, load };
    }),
    messages: messages.map(messageFigures),
  };
}

function messageFigures({ channel, id, extended, message, intervals, lengths, ranges }: MessageStatistics) {
  const { count, period, jitter, gaps, longest, backward } = intervals;
  return {
    channel,
    id,
    extended,
    name: message?.name,
    count,
    lengths,
    period,
    jitter,
    gaps,
    longest: longest / 1e6,
    backward,
    shortFrames: ranges?.shortFrames,
    signals: ranges?.ranges,
  };
}

/** s, of which rate and load say something */
const LEAST_SECONDS = 0.5;
const ms = (seconds: number) => (Number.isNaN(seconds) ? '' : (seconds * 1e3).toFixed(seconds < 1 ? 2 : 0));
const hex = (id: number, extended: boolean) =>
  id
    .toString(16)
    .toUpperCase()
    .padStart(extended ? 8 : 3, '0');
const value = (number: number) => (Number.isNaN(number) ? '' : String(Number(number.toPrecision(7))));

function describe({ path, channels, messages, remarks, bitrate }: LogFigures): string {
  const buses = channels.map(
    ({ channel, frames, errorFrames, seconds, load }) =>
      `${channel}: ${counted(frames, 'frame')}${errorFrames > 0 ? ` (${counted(errorFrames, 'error frame')})` : ''} in ${seconds.toFixed(1)} s, ` +
      (seconds >= LEAST_SECONDS
        ? `${(frames / seconds).toFixed(0)} a second, bus load ${(100 * load).toFixed(1)} % at ${bitrate / 1000} kbit/s`
        : 'too short for a rate'),
  );
  const ids = textTable(
    [
      ['bus', 'id', 'message', 'frames', 'bytes', 'period ms', 'jitter ms', 'gaps', 'longest ms', 'backward', 'short'],
      ...messages.map(({ lengths: [min, max], ...one }) => [
        one.channel,
        hex(one.id, one.extended),
        one.name ?? '',
        String(one.count),
        min === max ? `${min}` : `${min}-${max}`,
        ms(one.period),
        ms(one.jitter),
        String(one.gaps),
        ms(one.longest),
        String(one.backward),
        String(one.shortFrames ?? ''),
      ]),
    ],
    3,
  );
  const signals = messages.flatMap(({ channel, name, signals = [] }) =>
    signals.map((one) => [
      channel,
      `${name}.${one.signal}`,
      one.unit,
      value(one.min),
      value(one.max),
      value(one.last),
      String(one.changes),
    ]),
  );
  const ranges =
    signals.length > 0 ? textTable([['bus', 'signal', 'unit', 'min', 'max', 'last', 'changes'], ...signals], 3) : '';
  if (buses.length === 0) return [`${path}: CAN log`, ...remarks, 'no frames'].join('\n');
  return [`${path}: CAN log`, ...buses, ...remarks, '', ids, ...(ranges ? ['', ranges] : [])].join('\n');
}
