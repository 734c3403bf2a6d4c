import type { VehicleSample } from './vehicle-sample.js';

/** s; stamps are known to a microsecond (candump's resolution, and what a double keeps of an epoch time). */
const TIME_TOLERANCE = 1e-6;
/** A pause between rows longer than this many steps is a gap; no value is held across it. */
const GAP_STEPS = 1.5;
/** s; a row that is older than the one before it by more than this comes from a clock that was set. */
export const LARGEST_DISORDER = 1;

/**
 * Rows at any faster rate → samples on the grid t0 + k·dt of the model's step, t0 being the first row's time.
 * Causal: a grid time carries the last row at or before it, and is closed by the first row at or after it.
 * Grid times inside a gap carry nothing, so the window after it sees the jump in time and restarts. A row that comes
 * twice, or after a younger one, is dropped; where the clock was set back, the grid begins anew.
 */
export class GridSampler {
  readonly #dt: number;
  #origin = 0;
  #step = 0;
  #last: VehicleSample | undefined;
  #gaps = 0;

  constructor(dt: number) {
    this.#dt = dt;
  }

  get gaps(): number {
    return this.#gaps;
  }

  /** Returns the samples that this row closes, oldest first. */
  push(row: VehicleSample): VehicleSample[] {
    const previous = this.#last;
    const back = previous ? previous.time - row.time : -Infinity;
    if (back >= 0 && back <= LARGEST_DISORDER) return [];
    this.#last = row;
    if (back > 0) this.#gaps++;
    if (!previous || back > 0) {
      this.#origin = row.time;
      this.#step = 1;
      return [row];
    }
    const gap = row.time - previous.time > GAP_STEPS * this.#dt + TIME_TOLERANCE;
    if (gap) {
      this.#gaps++;
      // to the last grid time before the row at one go: a clock that was set may jump by years
      this.#step = Math.max(this.#step, Math.floor((row.time - this.#origin) / this.#dt) - 1);
    }
    const closed: VehicleSample[] = [];
    for (; this.#gridTime() <= row.time + TIME_TOLERANCE; this.#step++) {
      const time = this.#gridTime();
      if (time >= row.time - TIME_TOLERANCE) closed.push(row);
      else if (!gap) closed.push({ ...previous, time });
    }
    return closed;
  }

  #gridTime(): number {
    return Math.round((this.#origin + this.#step * this.#dt) * 1e6) / 1e6;
  }
}
