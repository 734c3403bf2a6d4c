import { zeros, type Matrix } from './matrix.js';

/** deg a step: where nothing moves, errors are still this large, over the quantiles below. */
const REST_DEG = 0.05;

/**
 * Half width (deg) of the bare network's interval at each step: |features · movements| · weights + rest. What moves is
 * the wheel so far, and ahead where a forecast says so. `movements` [F, M], `weights` [M, horizonSteps].
 */
export type HalfWidth = { movements: Matrix; weights: Matrix; rest: number[] };

/** `quantiles`: of error over movement, one for each step ahead. */
export function halfWidthOf(quantiles: readonly number[], featureNames: readonly string[]): HalfWidth {
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

/** deg at each step, of one step's features, to `out`. */
export function writeHalfWidth(
  features: ArrayLike<number>,
  { movements, weights, rest }: HalfWidth,
  out: Float64Array | number[],
): void {
  const steps = rest.length;
  for (let k = 0; k < steps; k++) out[k] = 0;
  for (let m = 0; m < movements.columns; m++) {
    let moved = 0;
    for (let f = 0; f < movements.rows; f++) {
      const share = movements.data[f * movements.columns + m]!;
      if (share !== 0) moved += features[f]! * share;
    }
    for (let k = 0; k < steps; k++) out[k]! += Math.abs(moved) * weights.data[m * steps + k]!;
  }
  for (let k = 0; k < steps; k++) out[k]! += rest[k]!;
}
