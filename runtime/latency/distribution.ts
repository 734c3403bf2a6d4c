import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** ms */
export type Percentiles = {
  count: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  p9999: number;
  max: number;
};

/** Steps that a figure wants. Of fewer, a high percentile is the largest of them, which stands in its own column. */
export const FEWEST = { p50: 2, p90: 10, p99: 100, p999: 1000, p9999: 10_000, max: 1 } as const;

const NANOSECONDS = 1e6; // in a ms
/** Bars of the picture: twelve a decade, from 1 µs on. */
const BARS_A_DECADE = 12;
const DECADES = 7;
const FIRST_BAR_MS = 1e-3;

/** Times in ms, in constant memory: percentiles to a thousandth of them, and bars of a logarithmic picture. */
export class Distribution {
  readonly #histogram: RecordableHistogram = createHistogram();
  readonly bars = new Uint32Array(BARS_A_DECADE * DECADES);

  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * NANOSECONDS)));
    const bar = Math.floor(Math.log10(Math.max(ms, FIRST_BAR_MS) / FIRST_BAR_MS) * BARS_A_DECADE);
    this.bars[Math.min(Math.max(bar, 0), this.bars.length - 1)]!++;
  }

  get percentiles(): Percentiles {
    const histogram = this.#histogram;
    const count = Number(histogram.count);
    const at = (percentile: number) => (count === 0 ? NaN : histogram.percentile(percentile) / NANOSECONDS);
    const max = count === 0 ? NaN : histogram.max / NANOSECONDS;
    return { count, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), p9999: at(99.99), max };
  }
}

/** ms, where the bar of this number begins */
export const barBegin = (bar: number): number => FIRST_BAR_MS * 10 ** (bar / BARS_A_DECADE);
