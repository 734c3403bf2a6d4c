import { halfWidthOf, writeHalfWidth, type HalfWidth } from '../core/half-width.js';
import { zeros, type Matrix } from '../core/matrix.js';
import { COVERAGE } from '../core/online-interval.js';

/**
 * The interval of the bare network, as wide as errors were on drives that it had not learnt from: split conformal
 * prediction, weighted by how much moves (Lei et al. 2018, Distribution-Free Predictive Inference for Regression,
 * section 5.2). What moves is the wheel so far, and ahead where a forecast says so. One quantile of error over movement
 * for each step.
 */
export type IntervalFit = readonly number[];

/** deg [N, horizonSteps] */
export function halfWidths({ rows, columns, data }: Matrix, half: HalfWidth): Matrix {
  const widths = zeros(rows, half.rest.length);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    writeHalfWidth(row, half, widths.data.subarray(r * widths.columns, (r + 1) * widths.columns));
  }
  return widths;
}

/** From windows that were not learnt from, and what was predicted of them; `truth` and `predicted` [N, horizonSteps]. */
export function fitInterval(
  features: Matrix,
  { truth, predicted }: { truth: Matrix; predicted: Matrix },
  featureNames: readonly string[],
): IntervalFit {
  const steps = truth.columns;
  const unit = halfWidths(features, halfWidthOf(new Array<number>(steps).fill(1), featureNames));
  return Array.from({ length: steps }, (_, k) => {
    const scores = Array.from({ length: truth.rows }, (_, n) => {
      const at = n * steps + k;
      return Math.abs(truth.data[at]! - predicted.data[at]!) / unit.data[at]!;
    }).sort((a, b) => a - b);
    return scores[Math.min(scores.length - 1, Math.ceil((scores.length + 1) * COVERAGE) - 1)]!;
  });
}
