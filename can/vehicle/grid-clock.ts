import type { VehicleSample } from '../../core/vehicle-sample.js';

/**
 * The steps of a bus: grid times are the whole multiples of dt of the frames' clock, to the microsecond, so that every
 * start and every log of a car has the same ones. Interleaved grids are one whose dt is a part of the model's step.
 */
export class GridClock {
  readonly #stepUs: number;
  /** number of the grid time that is open, NaN before the first stamp */
  #open = NaN;

  /** `dt` in s */
  constructor(dt: number) {
    this.#stepUs = dt * 1e6;
  }

  get running(): boolean {
    return !Number.isNaN(this.#open);
  }

  /** µs, the grid time that is closed next; NaN before the first stamp */
  get openUs(): number {
    return this.#timeOf(this.#open);
  }

  /** The first grid time at or after the stamp is the first that is given. */
  start(timeUs: number): void {
    this.#open = Math.ceil(timeUs / this.#stepUs);
    // the quotient may be rounded
    if (this.openUs < timeUs) this.#open++;
    else if (this.#timeOf(this.#open - 1) >= timeUs) this.#open--;
  }

  /** Whether a frame of this stamp would have belonged to a step that is closed. */
  isClosed(timeUs: number): boolean {
    return timeUs <= this.#timeOf(this.#open - 1);
  }

  /** Closes the open grid time if it is at or before `timeUs` (`before`: strictly before); its time in µs, else NaN. */
  close(timeUs: number, { before = false } = {}): number {
    const open = this.openUs;
    if (!(before ? open < timeUs : open <= timeUs)) return NaN;
    this.#open++;
    return open;
  }

  #timeOf(step: number): number {
    return Math.round(step * this.#stepUs);
  }
}

/** Which of `phases` interleaved grids of the step `dt` (s) a sample is of. */
export const phaseOf = ({ time }: VehicleSample, { dt, phases }: { dt: number; phases: number }): number =>
  ((Math.round((time * phases) / dt) % phases) + phases) % phases;
