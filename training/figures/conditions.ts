import { BASELINES, coverageOf, type Baseline, type ScoredStep } from '../metrics.js';

/** m/s and 1/m of either sign, at the window's newest sample; the last bin of each has no upper end. */
export const SPEED_BINS = [0, 10, 20, 30, Infinity] as const;
export const CURVATURE_BINS = [0, 0.001, 0.005, 0.02, Infinity] as const;

/** Windows of one bin of speed and curvature: errors at each step ahead in deg, and the intervals' coverage. */
export type Condition = {
  /** from ≤ value < to; null: no end */
  speed: readonly [from: number, to: number | null];
  curvature: readonly [from: number, to: number | null];
  windows: number;
  maePerStep: number[];
  baselines: Record<Baseline, number[]>;
  /** share of the truths inside the 80 % interval; null where there is none */
  coverage: number | null;
};

/** Errors per step × speed × curvature; bins that no window falls into are left out. */
export function byCondition(steps: readonly ScoredStep[]): Condition[] {
  const bins = pairs(SPEED_BINS).flatMap((speed) => pairs(CURVATURE_BINS).map((curvature) => ({ speed, curvature })));
  return bins.flatMap(({ speed, curvature }) => {
    const inside = steps.filter(
      (step) => isIn(speed, Math.abs(step.vEgo)) && isIn(curvature, Math.abs(step.curvature)),
    );
    if (inside.length === 0) return [];
    const mae = (answer: (step: ScoredStep) => ArrayLike<number>) =>
      inside[0]!.actual.map((_, k) => mean(inside.map((step) => Math.abs(answer(step)[k]! - step.actual[k]!))));
    const baselines = BASELINES.map((name) => [name, mae((step) => step.baselines[name])]);
    return {
      speed: written(speed),
      curvature: written(curvature),
      windows: inside.length,
      maePerStep: mae((step) => step.predicted),
      baselines: Object.fromEntries(baselines) as Condition['baselines'], // as: one entry a name of BASELINES
      coverage: coverageOf(inside),
    };
  });
}

type Range = readonly [from: number, to: number];
const pairs = (edges: readonly number[]): Range[] => edges.slice(0, -1).map((from, e) => [from, edges[e + 1]!]);
const isIn = ([from, to]: Range, value: number) => value >= from && value < to;
const written = ([from, to]: Range) => [from, to === Infinity ? null : to] as const;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
