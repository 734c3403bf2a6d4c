import { COVERAGE } from '../core/online-interval.js';
import { zeros, type Matrix } from '../core/matrix.js';
import { changeBasis } from './from-now.js';

/** deg a step: where nothing moves, errors are still this large, over the quantiles below. */
const REST_DEG = 0.05;

/**
 * The interval of the bare network, as wide as errors were on drives that it had not learnt from: split conformal
 * prediction, weighted by how much moves (Lei et al. 2018, Distribution-Free Predictive Inference for Regression,
 * section 5.2). What moves is the wheel so far, and ahead where a forecast says so. One quantile of error over movement
 * for each step.
 */
export type IntervalFit = readonly number[];

/** Absolute values of features · movements, times weights, plus rest: the half width in deg at each step. */
export type HalfWidth = { movements: Matrix; weights: Matrix; rest: number[] };

export function halfWidthOf(quantiles: IntervalFit, featureNames: readonly string[]): HalfWidth {
  const steps = quantiles.length;
  const past = featureNames.flatMap((name, f) => {
    const before = featureNames.indexOf(name.replace(/-(\d+)\]$/, (_, k) => `-${Number(k) + 1}]`));
    return name.startsWith('steeringAngleDeg[') && before >= 0 ? [{ [f]: 1, [before]: -1 }] : [];
  });
  const ahead = quantiles.flatMap((_, k) => {
    const f = featureNames.indexOf(`forecastChangeDeg[i+${k}]`);
    return f < 0 ? [] : [{ [f]: 1 / (k + 1) }];
  });
  const movements = zeros(featureNames.length, past.length + ahead.length);
  [...past, ...ahead].forEach((column, c) => {
    for (const [f, share] of Object.entries(column)) movements.data[Number(f) * movements.columns + c] = share;
  });
  const weights = zeros(movements.columns, steps);
  quantiles.forEach((quantile, k) => {
    past.forEach((_, p) => (weights.data[p * steps + k] = quantile / past.length));
    if (ahead.length > 0) weights.data[(past.length + k) * steps + k] = quantile;
  });
  return { movements, weights, rest: quantiles.map((quantile) => quantile * REST_DEG) };
}

/** deg [N, horizonSteps] */
export function halfWidths(features: Matrix, { movements, weights, rest }: HalfWidth): Matrix {
  const moved = changeBasis(features, movements);
  const widths = changeBasis({ ...moved, data: moved.data.map(Math.abs) }, weights);
  return { ...widths, data: widths.data.map((width, i) => width + rest[i % rest.length]!) };
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
