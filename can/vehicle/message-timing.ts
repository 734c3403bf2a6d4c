/** Intervals that a period is learned from, and how many of them speak against a stated one. */
const KEPT_INTERVALS = 32;
const ENOUGH_INTERVALS = 8;
/** µs; no car sends a message faster, so frames this close to each other were held back and came in one batch */
const SHORTEST_PERIOD = 1000;
/** times as long or as short, from which on the stated period is not the one that is seen */
const DIFFERENT = 2;
/** µs, until a period is known: that of the slowest usual messages */
const UNKNOWN_PERIOD = 1e6;

export type TimingOptions = {
  /** s; what its user says, right or wrong */
  period?: number | undefined;
  /** s; what the DBC says, which holds until something else is seen */
  cycleTime?: number | undefined;
  /** in periods */
  late: number;
  lost: number;
  /** false: sent when something changes, so that it is never late */
  cyclic: boolean;
};

/**
 * How long a cyclic message may stay away. Its period is the median of the last 32 intervals between frames (those of
 * one batch count as one), so that it follows a sender that changes, and an outage does not count. A stated cycle time
 * is more exact, and holds unless eight intervals and more say that it is twice as long or as short.
 */
export class MessageTiming {
  readonly #options: TimingOptions;
  /** µs, a ring */
  readonly #intervals = new Float64Array(KEPT_INTERVALS);
  readonly #sorted = new Float64Array(KEPT_INTERVALS);
  #count = 0;
  /** µs; NaN before the second frame */
  #seenUs = NaN;
  #periodUs: number;
  #lastUs = NaN;

  constructor(options: TimingOptions) {
    this.#options = options;
    this.#periodUs = this.#choose();
  }

  get isOnChange(): boolean {
    return !this.#options.cyclic;
  }

  /** Whether its user says the period. */
  get isPeriodGiven(): boolean {
    return this.#options.period !== undefined;
  }

  get lateUs(): number {
    return this.#options.cyclic ? this.#options.late * this.#periodUs : Infinity;
  }

  get lostUs(): number {
    return this.#options.cyclic ? this.#options.lost * this.#periodUs : Infinity;
  }

  /** s; the cycle time that is stated and the one that is seen, where they are not the same */
  get contradiction(): { stated: number; seen: number } | undefined {
    const stated = this.#options.period ?? this.#options.cycleTime;
    const isSame = stated === undefined || this.isOnChange || !this.#speaksAgainst(stated);
    return isSame ? undefined : { stated, seen: this.#seenUs / 1e6 };
  }

  /** A frame of the message came, good or bad. */
  arrive(timeUs: number): void {
    const interval = timeUs - this.#lastUs;
    this.#lastUs = timeUs;
    if (!(interval >= SHORTEST_PERIOD)) return;
    this.#intervals[this.#count++ % KEPT_INTERVALS] = interval;
    if (this.#count > ENOUGH_INTERVALS && this.#count % ENOUGH_INTERVALS !== 0) return; // sorting takes its time
    this.#seenUs = this.#median();
    this.#periodUs = this.#choose();
  }

  /** The clock stepped: the next stamp is no interval after the last one. What is learned stays. */
  restart(): void {
    this.#lastUs = NaN;
  }

  /** µs; sorted by insertion into memory of its own, as this runs at every frame */
  #median(): number {
    const count = Math.min(this.#count, KEPT_INTERVALS);
    const sorted = this.#sorted;
    for (let k = 0; k < count; k++) {
      const interval = this.#intervals[k]!;
      let at = k;
      for (; at > 0 && sorted[at - 1]! > interval; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = interval;
    }
    return sorted[count >> 1]!;
  }

  /** µs */
  #choose(): number {
    const { period, cycleTime } = this.#options;
    if (period !== undefined) return period * 1e6;
    if (cycleTime !== undefined && !this.#speaksAgainst(cycleTime)) return cycleTime * 1e6;
    return Number.isNaN(this.#seenUs) ? UNKNOWN_PERIOD : this.#seenUs;
  }

  /** Whether what is seen is another period than this one (s). */
  #speaksAgainst(stated: number): boolean {
    const ratio = this.#seenUs / (stated * 1e6);
    return this.#count >= ENOUGH_INTERVALS && (ratio >= DIFFERENT || ratio <= 1 / DIFFERENT);
  }
}
