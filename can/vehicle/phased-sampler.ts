import type { Reason } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { CanFrame } from '../frame.js';
import type { FrameCounts } from './frame-counts.js';
import { FrameSampler } from './frame-sampler.js';
import type { Vehicle } from './vehicle-bus.js';

/**
 * Several grids of the step `dt`, evenly interleaved, so that a model of that step can be asked every dt / phases. Each
 * grid is sampled as if it were the only one.
 */
export class PhasedSampler {
  readonly #samplers: readonly FrameSampler[];

  constructor(vehicle: Vehicle, { dt, phases }: { dt: number; phases: number }) {
    this.#samplers = Array.from({ length: phases }, (_, phase) => new FrameSampler(vehicle, dt, phase / phases));
  }

  get counts(): FrameCounts {
    return this.#samplers[0]!.counts;
  }

  /** What has no young value, each in a few words. */
  get absences(): string[] {
    return this.#samplers[0]!.absences;
  }

  /** µs, when a tick would close the next grid time; NaN before the first frame or tick */
  get dueUs(): number {
    return Math.min(...this.#samplers.map(({ dueUs }) => dueUs));
  }

  /** The samples that this frame closes, oldest first. */
  push(frame: CanFrame): readonly VehicleSample[] {
    return this.#all((sampler) => sampler.push(frame));
  }

  /** Time without frames. */
  tick(timeUs: number): readonly VehicleSample[] {
    return this.#all((sampler) => sampler.tick(timeUs));
  }

  /** No frame follows. */
  end(): readonly VehicleSample[] {
    return this.#all((sampler) => sampler.end());
  }

  link(reasons: readonly Reason[]): void {
    for (const sampler of this.#samplers) sampler.link(reasons);
  }

  #all(samples: (sampler: FrameSampler) => readonly VehicleSample[]): readonly VehicleSample[] {
    const [first, ...others] = this.#samplers;
    const found = samples(first!);
    if (others.length === 0) return found;
    return [...found, ...others.flatMap(samples)].sort((a, b) => a.time - b.time);
  }
}

/** Which of the interleaved grids a sample is of. */
export const phaseOf = ({ time }: VehicleSample, { dt, phases }: { dt: number; phases: number }): number =>
  ((Math.round((time * phases) / dt) % phases) + phases) % phases;
