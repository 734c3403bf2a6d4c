/** A pause of more periods than this is a gap. */
const GAP_PERIODS = 2.5;
/** Intervals that the period is taken from. */
const PERIOD_INTERVALS = 101;

/** Times from frame to frame of one message: rate, jitter and gaps. */
export class IntervalStatistics {
  count = 0;
  firstUs = NaN;
  lastUs = NaN;
  /** pauses of more than 2.5 periods */
  gaps = 0;
  /** stamps before the one before them */
  backward = 0;
  /** µs */
  longest = 0;
  readonly #first: number[] = [];
  #periodUs = NaN;
  #sum = 0;
  #squares = 0;

  add(timeUs: number): void {
    const interval = timeUs - this.lastUs;
    if (this.count++ === 0) this.firstUs = timeUs;
    else if (interval < 0) this.backward++;
    else this.#addInterval(interval);
    this.lastUs = timeUs;
  }

  /** s; the median of the first intervals, NaN with fewer than two frames */
  get period(): number {
    return this.#periodUs / 1e6;
  }

  /** s; standard deviation of the intervals that are no gaps */
  get jitter(): number {
    const intervals = this.count - 1 - this.backward - this.gaps;
    const mean = this.#sum / intervals;
    return Math.sqrt(Math.max(0, this.#squares / intervals - mean * mean)) / 1e6;
  }

  #addInterval(interval: number): void {
    this.longest = Math.max(this.longest, interval);
    if (this.#first.length < PERIOD_INTERVALS) {
      this.#first.push(interval);
      this.#periodUs = this.#first.toSorted((a, b) => a - b)[this.#first.length >> 1]!;
    }
    if (interval > GAP_PERIODS * this.#periodUs) {
      this.gaps++;
      return;
    }
    this.#sum += interval;
    this.#squares += interval * interval;
  }
}
