import { FEWEST_SAMPLES, MOST } from './doubt.js';

/**
 * Counts the rows in which a signal keeps one value to the last digit while another, which goes with it, moves by a
 * standard deviation of `moves` or more. A coarse sensor keeps its value too, but never that long.
 */
export class StuckSignal {
  readonly #moves: number;
  #count = 0;
  #stuckCount = 0;
  #longest: Run | undefined;
  #run: Run | undefined;

  constructor(moves: number) {
    this.#moves = moves;
  }

  add(value: number, other: number): void {
    this.#count++;
    if (this.#run?.value === value) {
      this.#run.add(other);
      return;
    }
    const ended = this.#stuckRun;
    this.#stuckCount += ended?.count ?? 0;
    this.#longest = longer(this.#longest, ended);
    this.#run = new Run(value, other);
  }

  /** Where these are most rows: their share, and of the longest stretch its value and where the other signal went meanwhile. */
  get found(): { share: number; value: number; from: number; to: number } | undefined {
    const open = this.#stuckRun;
    const longest = longer(this.#longest, open);
    const share = (this.#stuckCount + (open?.count ?? 0)) / this.#count;
    if (!longest || this.#count < FEWEST_SAMPLES || share <= MOST) return undefined;
    const { value, from, to } = longest;
    return { share, value, from, to };
  }

  get #stuckRun(): Run | undefined {
    return this.#run && this.#run.deviation >= this.#moves ? this.#run : undefined;
  }
}

const longer = (one: Run | undefined, other: Run | undefined) =>
  (other?.count ?? 0) > (one?.count ?? 0) ? other : one;

/** Rows in a row with one value, and the spread of the other signal over them (Welford 1962). */
class Run {
  readonly value: number;
  count = 1;
  from: number;
  to: number;
  #mean: number;
  #squares = 0;

  constructor(value: number, other: number) {
    this.value = value;
    this.#mean = this.from = this.to = other;
  }

  add(other: number): void {
    this.count++;
    const off = other - this.#mean;
    this.#mean += off / this.count;
    this.#squares += off * (other - this.#mean);
    this.from = Math.min(this.from, other);
    this.to = Math.max(this.to, other);
  }

  get deviation(): number {
    return Math.sqrt(this.#squares / this.count);
  }
}
