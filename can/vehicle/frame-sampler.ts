import { GridClock } from '../../core/grid-clock.js';
import type { Reason } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { sampleOf } from '../../core/vehicle-signals.js';
import { FrameCounts } from './frame-counts.js';
import type { CanFrame } from '../frame.js';
import { VehicleBus, type BusMessage, type Vehicle } from './vehicle-bus.js';
import { MAX_DISORDER } from './wanted-message.js';

/** µs after a grid time when a tick closes it where no frame did */
const TICK_GRACE = 50_000;
/** µs; stamps that jump ahead by more are a clock that was set, or a pause in which nothing was recorded */
const LONGEST_SILENCE = 10e6;
const NONE: readonly VehicleSample[] = [];

/**
 * Frames of a vehicle's bus → samples on the grid of the model's step, from the frames' stamps alone.
 *
 * A grid time is closed by the first wanted frame stamped at or after it, and carries the last values at or before it.
 * The rules of disorder: a frame that comes twice (stamp and bytes) is taken once; one that is older than its message's
 * last, or than the last closed grid time, is not taken; both change nothing and are told as reasons. A message that
 * goes back by more than 50 ms, and a jump ahead by more than 10 s, are a step of the clock: all values are forgotten
 * and the window restarts. A shorter silence gives every grid time, with signals late and then lost.
 */
export class FrameSampler {
  readonly counts = new FrameCounts();
  readonly #bus: VehicleBus;
  readonly #clock: GridClock;
  /** µs, the greatest stamp since the clock began */
  #latestUs = NaN;
  #sinceUs = NaN;
  #clockReasons: Reason[] = [];
  #linkReasons: readonly Reason[] = [];

  /** `dt` in s; `phase` in steps, 0 … 1 */
  constructor(vehicle: Vehicle, dt: number, phase = 0) {
    this.#bus = new VehicleBus(vehicle);
    this.#clock = new GridClock(dt, phase);
  }

  /** µs, when a tick would close the next grid time; NaN before the first frame or tick */
  get dueUs(): number {
    return this.#clock.openUs + TICK_GRACE;
  }

  /** The samples that this frame closes, oldest first. */
  push(frame: CanFrame): readonly VehicleSample[] {
    this.counts.frames++;
    const message = this.#bus.find(frame);
    if (!message) return NONE;
    this.counts.wanted++;
    const { timestampUs } = frame;
    this.#follow(timestampUs, message.wanted.isClockBack(timestampUs));
    const before = this.#close(timestampUs, { before: true });
    this.#take(message, frame);
    const at = this.#close(timestampUs);
    return at.length === 0 ? before : [...before, ...at];
  }

  /** Time without frames: closes the grid times that are 50 ms old. */
  tick(timeUs: number): readonly VehicleSample[] {
    this.#follow(timeUs, timeUs < this.#latestUs - MAX_DISORDER);
    return this.#close(timeUs - TICK_GRACE);
  }

  /** What is wrong with the interface itself, from here on. */
  link(reasons: readonly Reason[]): void {
    this.#linkReasons = reasons;
  }

  #follow(timeUs: number, isBack: boolean): void {
    const isAhead = timeUs > this.#latestUs + LONGEST_SILENCE;
    if (isBack || isAhead) {
      this.#bus.restart();
      this.#clockReasons.push('CLOCK_STEP');
      this.counts.clockSteps++;
    } else if (this.#clock.running) {
      this.#latestUs = Math.max(this.#latestUs, timeUs);
      return;
    }
    this.#clock.start(timeUs);
    this.#latestUs = this.#sinceUs = timeUs;
  }

  #take(message: BusMessage, frame: CanFrame): void {
    const { wanted, quantities } = message;
    const fault = wanted.take(frame, this.#clock.isClosed(frame.timestampUs));
    if (fault) {
      this.counts.fault(wanted.decoder.message.name, fault);
      for (const { signal } of quantities) signal.remark(fault);
    }
    if (!wanted.taken) return;
    this.#bus.refresh(message, frame.timestampUs, (quantity, reason) => this.counts.fault(quantity, reason));
  }

  #close(timeUs: number, options?: { before: boolean }): readonly VehicleSample[] {
    let samples: VehicleSample[] | undefined;
    for (let at = this.#clock.close(timeUs, options); !Number.isNaN(at); at = this.#clock.close(timeUs, options)) {
      const { signals, speedFloor } = this.#bus;
      const clock = [...this.#clockReasons, ...this.#linkReasons];
      this.#clockReasons = [];
      (samples ??= []).push(sampleOf(signals, { timeUs: at, sinceUs: this.#sinceUs, speedFloor, clock }));
    }
    return samples ?? NONE;
  }
}
