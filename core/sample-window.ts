import type { VehicleSample } from './vehicle-sample.js';

/** Neighbours on the grid are one step apart; half a step more or less is another grid time. */
const STEP_TOLERANCE = 0.5;

/** In the memory of a list that is emptied, so that it keeps no samples alive until a full collection; never read. */
const GONE = {} as VehicleSample;

/** Whether `later` is the grid neighbour of `earlier` (times in s). */
export function isNextStep(earlier: VehicleSample, later: VehicleSample, dt: number): boolean {
  return Math.abs(later.time - earlier.time - dt) < STEP_TOLERANCE * dt;
}

/**
 * The last `historyLength` samples, all valid and one step apart. A gap, a time that goes back and an invalid sample
 * restart it, so it is never short, stale or mixed.
 */
export class SampleWindow {
  readonly #dt: number;
  readonly #ring: VehicleSample[] = [];
  readonly #length: number;

  constructor({ dt, historyLength }: { dt: number; historyLength: number }) {
    this.#dt = dt;
    this.#length = historyLength;
  }

  /** Returns false where the sample did not follow the one before it (a gap, or time going back). */
  push(sample: VehicleSample): boolean {
    const newest = this.#ring.at(-1);
    const follows = !newest || isNextStep(newest, sample, this.#dt);
    if (this.#ring.length > 0 && !(follows && sample.valid)) {
      this.#ring.fill(GONE);
      this.#ring.length = 0;
    }
    if (sample.valid) {
      if (this.#ring.length === this.#length) this.#ring.shift();
      this.#ring.push(sample);
    }
    return follows;
  }

  get full(): boolean {
    return this.#ring.length === this.#length;
  }

  /** Oldest first: sample i−historyLength … i−1; "now" is the last. */
  get samples(): readonly VehicleSample[] {
    return this.#ring;
  }
}
