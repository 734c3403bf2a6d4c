/** Intervals that a period is learned from. */
const LEARNED_INTERVALS = 20;
/** Fewer than these say nothing. */
const FEWEST_INTERVALS = 3;
/** µs, until a period is known: that of the slowest usual messages */
const UNKNOWN_PERIOD = 1e6;

export type TimingOptions = {
  /** s; learned from the stamps where it is not given */
  period?: number | undefined;
  /** in periods */
  late: number;
  lost: number;
  /** false: sent when something changes, so that it is never late */
  cyclic: boolean;
};

/** How long a cyclic message may stay away. A learned period is the median of the first intervals. */
export class MessageTiming {
  readonly #options: TimingOptions;
  readonly #intervals: number[] = [];
  #periodUs: number;
  #lastUs = NaN;

  constructor(options: TimingOptions) {
    this.#options = options;
    this.#periodUs = options.period === undefined ? UNKNOWN_PERIOD : options.period * 1e6;
  }

  get isOnChange(): boolean {
    return !this.#options.cyclic;
  }

  get lateUs(): number {
    return this.#options.cyclic ? this.#options.late * this.#periodUs : Infinity;
  }

  get lostUs(): number {
    return this.#options.cyclic ? this.#options.lost * this.#periodUs : Infinity;
  }

  /** A frame of the message came, good or bad. */
  arrive(timeUs: number): void {
    const interval = timeUs - this.#lastUs;
    this.#lastUs = timeUs;
    if (this.#options.period !== undefined || this.#intervals.length === LEARNED_INTERVALS || !(interval > 0)) return;
    this.#intervals.push(interval);
    if (this.#intervals.length < FEWEST_INTERVALS) return;
    this.#periodUs = this.#intervals.toSorted((a, b) => a - b)[this.#intervals.length >> 1]!;
  }

  /** The clock stepped: the next stamp is no interval after the last one. What is learned stays. */
  restart(): void {
    this.#lastUs = NaN;
  }
}
