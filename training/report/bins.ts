import type { Baseline, ScoredStep } from '../metrics.js';

/** Absolute errors of one predictor, over every step of every window of a bin; deg. */
export type Spread = { median: number; p90: number };
/** Windows whose signal lies in from ≤ signal < to; the last bin has no upper end where `to` is Infinity. */
export type Bin = { from: number; to: number; windows: number; model: Spread; baseline: Spread };

/** 1/m, of either sign; 0.005 is a radius of 200 m, 0.02 one of 50 m. */
export const CURVATURE_EDGES = [0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, Infinity];
/** m/s; 10 m/s is 36 km/h. */
export const SPEED_EDGES = [0, 2, 5, 10, 15, 20, 25, 30, 35, 40, Infinity];

type Question = { edges: readonly number[]; signal: (step: ScoredStep) => number; baseline: Baseline };

/** Errors sorted by a signal of the window's newest sample; bins that no window falls into are left out. */
export function binErrors(steps: readonly ScoredStep[], { edges, signal, baseline }: Question): Bin[] {
  return edges.slice(0, -1).flatMap((from, b) => {
    const to = edges[b + 1]!;
    const inside = steps.filter((step) => signal(step) >= from && signal(step) < to);
    if (inside.length === 0) return [];
    return {
      from,
      to,
      windows: inside.length,
      model: spread(inside.flatMap(({ actual, predicted }) => absoluteErrors(actual, predicted))),
      baseline: spread(inside.flatMap(({ actual, baselines }) => absoluteErrors(actual, baselines[baseline]))),
    };
  });
}

const absoluteErrors = (actual: readonly number[], predicted: ArrayLike<number>): number[] =>
  actual.map((angle, k) => Math.abs(predicted[k]! - angle));

function spread(errors: readonly number[]): Spread {
  const sorted = Float64Array.from(errors).sort();
  return { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** Linear between the neighbours, as numpy's default. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (place - Math.floor(place)) * (above - below);
}
