import type { Reason } from '../../core/prediction.js';
import type { StageProbe } from '../../core/stage-probe.js';
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

  constructor(vehicle: Vehicle, { dt, phases, probe }: { dt: number; phases: number; probe?: StageProbe | undefined }) {
    this.#samplers = Array.from({ length: phases }, (_, phase) => new FrameSampler(vehicle, dt, phase / phases, probe));
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
    let found = NONE;
    for (const sampler of this.#samplers) {
      const closed = sampler.push(frame);
      if (closed.length > 0) found = found.length === 0 ? closed : [...found, ...closed];
    }
    return inTheirOrder(found);
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
    return inTheirOrder(this.#samplers.flatMap(samples));
  }
}

const NONE: readonly VehicleSample[] = [];

const inTheirOrder = (samples: readonly VehicleSample[]) =>
  samples.length > 1 ? samples.toSorted((a, b) => a.time - b.time) : samples;

/** Which of the interleaved grids a sample is of. */
export const phaseOf = ({ time }: VehicleSample, { dt, phases }: { dt: number; phases: number }): number =>
  ((Math.round((time * phases) / dt) % phases) + phases) % phases;
