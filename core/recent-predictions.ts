/**
 * What was predicted at the newest step and at the `horizonSteps` before it, until the last of its truths has come: a row
 * of numbers a step, in memory that is taken once.
 */
export class RecentPredictions {
  readonly #rows: readonly Float64Array[];
  readonly #isPredicted: boolean[];
  #newest = 0;
  /** steps since the last restart, as far as they are kept */
  #count = 0;

  /** `width`: numbers a step */
  constructor(horizonSteps: number, width: number) {
    this.#rows = Array.from({ length: horizonSteps + 1 }, () => new Float64Array(width));
    this.#isPredicted = new Array<boolean>(horizonSteps + 1).fill(false);
  }

  /** The steps to come do not follow those that were. */
  restart(): void {
    this.#count = 0;
  }

  /** The next step: its row, to be written where something `isPredicted`. */
  push(isPredicted: boolean): Float64Array {
    this.#newest = (this.#newest + 1) % this.#rows.length;
    this.#count = Math.min(this.#count + 1, this.#rows.length);
    this.#isPredicted[this.#newest] = isPredicted;
    return this.#rows[this.#newest]!;
  }

  /** The row of so many steps before the newest; undefined where nothing was predicted, or a restart lies between. */
  before(steps: number): Float64Array | undefined {
    if (steps >= this.#count) return undefined;
    const at = (this.#newest - steps + this.#rows.length) % this.#rows.length;
    return this.#isPredicted[at] ? this.#rows[at] : undefined;
  }
}

/** Writes one predictor's angles to `row` from `begin` on. */
export function writeAngles(row: Float64Array, begin: number, angles: ArrayLike<number>): void {
  for (let k = 0; k < angles.length; k++) row[begin + k] = angles[k]!;
}
