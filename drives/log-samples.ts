import { dirname, join } from 'node:path';
import type { CanFrame } from '../can/frame.js';
import { readFrames } from '../can/log/read-frames.js';
import type { LogRemark } from '../can/log/log-reader.js';
import { FrameSampler } from '../can/vehicle/frame-sampler.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { systemFault } from '../files/system-fault.js';
import { knownFrames, type Session, type SessionEvent } from './session-events.js';
import { SignalCheck } from './signal-check.js';

const NONE: readonly SessionEvent[] = [];

export type LogOptions = {
  vehicle: Vehicle;
  /** s */
  dt: number;
  remark: LogRemark;
  /** ends the reading with its reason */
  signal?: AbortSignal;
  /** what befell the session beside its frames, where the log is of one */
  session?: Session | undefined;
  /** interleaved grids */
  phases?: number;
  /** Hears of the models that a session went on with, SHA-256 of the one that was listened to first. */
  onModels?: ((sha256: readonly string[]) => void) | undefined;
};

/**
 * A CAN log as samples of a vehicle, on the grid of the model's step `dt` (s), as the car made them or would have. They
 * come as the log is read; what was wrong with it is remarked on at its end.
 */
export async function* logSamples(path: string, options: LogOptions): AsyncGenerator<VehicleSample, void> {
  const { vehicle, dt, remark, session, phases = 1, onModels } = options;
  const sampler = new FrameSampler(vehicle, { dt, phases });
  const events = new EventQueue(session?.events ?? []);
  const signals = new SignalCheck();
  const known = session ? knownFrames(session) : Infinity;
  let frameCount = 0;
  let leftOut = 0;
  for await (const frames of partsOf(path, options)) {
    for (const frame of frames) {
      if (frameCount === known) {
        leftOut++;
        continue;
      }
      for (const event of events.before(frameCount++)) yield* apply(event, sampler, onModels);
      const samples = sampler.push(frame);
      if (samples.length === 0) continue;
      for (const sample of samples) signals.add(sample);
      yield* samples;
    }
  }
  for (const event of events.before(frameCount)) yield* apply(event, sampler, onModels);
  if (leftOut > 0) remark(`${path}: its session broke off; ${counted(leftOut, 'frame')} at the end left out`);
  if (events.rest > 0) remark(`${path}: ends before its session did; ${counted(events.rest, 'event')} left out`);
  if (!session) {
    // a session says itself what was closed at its end
    const last = sampler.end();
    for (const sample of last) signals.add(sample);
    yield* last;
  }
  const { counts } = sampler;
  if (counts.wanted === 0 && !session) throw foreignLog(vehicle, counts.frames, path);
  remark(`${path}: ${counts.describe()}`);
  for (const { text } of signals.judgement.doubts) remark(`${path}: ${text} (${vehicle.where})`);
}

/** Of a log none of whose frames the vehicle is read from. */
export function foreignLog({ profile: { channel }, where }: Vehicle, frames: number, path: string): InputError {
  if (frames === 0) return new InputError(`expected frames, got none (${path})`);
  const on = channel === undefined ? '' : ` on ${channel}`;
  return new InputError(`expected messages of ${where}${on}, got none in ${counted(frames, 'frame')} (${path})`);
}

function apply(event: SessionEvent, sampler: FrameSampler, onModels: LogOptions['onModels']): Iterable<VehicleSample> {
  if ('tick' in event) return sampler.tick(event.tick);
  if ('until' in event) return sampler.pass(event.until);
  if ('link' in event) sampler.link(event.link);
  if ('models' in event) onModels?.(event.models);
  return [];
}

/** The frames of a log, and of the files in which its session went on. */
async function* partsOf(path: string, { session, remark, signal }: LogOptions): AsyncGenerator<CanFrame[], void> {
  const parts = (session?.events ?? []).flatMap((event) => ('part' in event ? [join(dirname(path), event.part)] : []));
  for (const part of [path, ...parts]) {
    try {
      for await (const frames of readFrames(part, remark)) {
        signal?.throwIfAborted();
        yield frames;
      }
    } catch (error) {
      throw systemFault(error, 'a CAN log that can be read', part);
    }
  }
}

class EventQueue {
  readonly #events: readonly SessionEvent[];
  #next = 0;

  constructor(events: readonly SessionEvent[]) {
    this.#events = events;
  }

  /** Events that have not been given. */
  get rest(): number {
    return this.#events.length - this.#next;
  }

  /** Events that came before the frame of this number (0 for the first) and have not been given. */
  before(frame: number): readonly SessionEvent[] {
    const begin = this.#next;
    while (this.rest > 0 && this.#events[this.#next]!.after <= frame) this.#next++;
    return this.#next === begin ? NONE : this.#events.slice(begin, this.#next);
  }
}
