import { isNextStep } from './sample-window.js';
import { plausibleOrInvalid, type VehicleSample } from './vehicle-sample.js';

/** A sample with the samples that follow it; fewer than the horizon where the drive ends, breaks or turns invalid. */
export type Ahead = { sample: VehicleSample; next: readonly VehicleSample[] };

/**
 * Holds samples back until their next `horizonSteps` are known: the recorded future, an oracle for training and replay.
 */
export class Lookahead {
  readonly #dt: number;
  readonly #horizonSteps: number;
  readonly #queue: VehicleSample[] = [];

  constructor({ dt, horizonSteps }: { dt: number; horizonSteps: number }) {
    this.#dt = dt;
    this.#horizonSteps = horizonSteps;
  }

  /** The sample whose future this one completes, if any. */
  push(sample: VehicleSample): Ahead[] {
    this.#queue.push(sample);
    return this.#queue.length > this.#horizonSteps ? [this.#release()] : [];
  }

  /** The samples still held back, at the end of a drive. */
  flush(): Ahead[] {
    const rest: Ahead[] = [];
    while (this.#queue.length > 0) rest.push(this.#release());
    return rest;
  }

  #release(): Ahead {
    const sample = this.#queue.shift()!;
    const next: VehicleSample[] = [];
    let last = sample;
    for (const given of this.#queue) {
      const candidate = plausibleOrInvalid(given);
      if (next.length === this.#horizonSteps || !candidate.valid || !isNextStep(last, candidate, this.#dt)) break;
      next.push(candidate);
      last = candidate;
    }
    return { sample, next };
  }
}
