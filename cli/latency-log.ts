import { readFrames } from '../can/log/read-frames.js';
import type { CanFrame } from '../can/frame.js';
import { VehicleBus, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { InputError } from '../core/input-error.js';
import { foreignLog } from '../drives/log-samples.js';
import { systemFault } from '../files/system-fault.js';
import { closedRate } from '../runtime/latency/log-rate.js';
import { WARM_UP } from '../runtime/latency/measure.js';
import { toUser } from './drive-options.js';

/** Hz */
export const USUAL_RATE = 100;
/** s of a log, beside those that are not counted */
const SHORTEST = 1;
/** µs by which a stamp is before the one before it only where the clock was set */
const CLOCK_SET = 1e6;

/** How often the log's frames let the model be asked; refuses more than they close. */
export function rateOf(frames: readonly CanFrame[], rate: number | undefined, dt: number): number {
  const stamps = frames.map(({ timestampUs }) => timestampUs);
  const closed = closedRate(stamps, Math.round(1 / dt), Math.max(rate ?? 0, USUAL_RATE));
  if (rate !== undefined && rate > closed)
    throw new InputError(
      `expected at most ${closed} predictions a second, as the log's frames come, got ${rate} (--rate)`,
    );
  return rate ?? closed;
}

/** s of a log that can be counted. */
export function countedOf(frames: readonly CanFrame[], log: string): number {
  const since = (index: number) => (frames.at(index)!.timestampUs - frames[0]!.timestampUs) / 1e6;
  const back = frames.findIndex((frame, k) => k > 0 && frame.timestampUs < frames[k - 1]!.timestampUs - CLOCK_SET);
  if (back > 0)
    throw new InputError(
      `expected a log whose clock goes on, got one set back by ${(since(back - 1) - since(back)).toFixed(1)} s after ${since(back - 1).toFixed(1)} s (${log}): split it there`,
    );
  const length = since(-1);
  if (length >= WARM_UP + SHORTEST) return length - WARM_UP;
  throw new InputError(
    `expected a log of ${WARM_UP + SHORTEST} s or more, of which ${WARM_UP} are not counted, got ${length.toFixed(1)} s (${log})`,
  );
}

/** The log's frames that the car would hear: those that the vehicle's values are read from. Refuses another vehicle's log. */
export async function wantedFrames(path: string, vehicle: Vehicle): Promise<CanFrame[]> {
  const bus = new VehicleBus(vehicle);
  const wanted: CanFrame[] = [];
  let all = 0;
  try {
    for await (const frames of readFrames(path, toUser)) {
      all += frames.length;
      for (const frame of frames) if (bus.find(frame)) wanted.push(frame);
    }
  } catch (error) {
    throw systemFault(error, 'a CAN log that can be read', path);
  }
  if (all === 0) throw new InputError(`expected frames, got none (${path})`);
  if (wanted.length === 0) throw foreignLog(vehicle, all, path);
  return wanted;
}
