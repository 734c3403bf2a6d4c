import type { RoadSourceName } from '../core/curvature-preview.js';
import type { State } from '../core/prediction.js';

export const BASELINES = ['persistence', 'linear', 'bicycle'] as const;
export type Baseline = (typeof BASELINES)[number];

/** One predicted step beside its truth; angles in deg, left positive, at steps i … i+horizonSteps−1. */
export type ScoredStep = {
  /** s, of the newest sample in the window */
  time: number;
  /** m/s and 1/m at that sample */
  vEgo: number;
  curvature: number;
  actual: readonly number[];
  predicted: ArrayLike<number>;
  /** what the car would have said of it; absent of the bare network */
  state?: State | undefined;
  /** what its curvature ahead came from; absent of the recorded one */
  preview?: RoadSourceName | undefined;
  /** deg, bounds of the interval, where there is one */
  interval?: { lower: ArrayLike<number>; upper: ArrayLike<number> } | undefined;
  baselines: Record<Baseline, readonly number[]>;
};

export type Scores = {
  /** coefficient of determination per step, averaged with equal weight (scikit-learn's uniform average) */
  r2: number;
  /** deg */
  mae: number;
  rmse: number;
  maePerStep: number[];
};

export type DriveScores = {
  drive: string;
  windows: number;
  model: Scores;
  baselines: Record<Baseline, Scores>;
  /** share of truths inside the model's interval; null where the model has none */
  coverage: number | null;
};

/** The shape that `evaluate --json` prints; `all` is over the windows of every drive. */
export type Evaluation = { drives: DriveScores[]; all: DriveScores };

type Pair = { actual: readonly ArrayLike<number>[]; predicted: readonly ArrayLike<number>[] };

/** Scores over windows × steps; both lists hold one array of angles (deg) a window. */
export function score({ actual, predicted }: Pair): Scores {
  const windows = actual.length;
  const steps = actual[0]?.length ?? 0;
  let squares = 0;
  let r2 = 0;
  const maePerStep: number[] = [];
  for (let k = 0; k < steps; k++) {
    let absolute = 0;
    let residual = 0;
    let sum = 0;
    for (let w = 0; w < windows; w++) {
      const error = predicted[w]![k]! - actual[w]![k]!;
      absolute += Math.abs(error);
      residual += error * error;
      sum += actual[w]![k]!;
    }
    const mean = sum / windows;
    let total = 0;
    for (let w = 0; w < windows; w++) total += (actual[w]![k]! - mean) ** 2;
    maePerStep.push(absolute / windows);
    squares += residual;
    // As scikit-learn: a constant truth counts as 1 when met exactly, else 0. Its mean may be off by a rounding.
    const varies = total > windows * (1e-12 * mean) ** 2;
    r2 += varies ? 1 - residual / total : residual === 0 ? 1 : 0;
  }
  const mae = maePerStep.reduce((total, one) => total + one, 0) / steps;
  return { r2: r2 / steps, mae, rmse: Math.sqrt(squares / (windows * steps)), maePerStep };
}

/** Scores of the model and of every baseline over the same steps. */
export function scoreDrive(drive: string, steps: readonly ScoredStep[]): DriveScores {
  const actual = steps.map((step) => step.actual);
  const baselines = BASELINES.map((name) => [name, score({ actual, predicted: steps.map((s) => s.baselines[name]) })]);
  return {
    drive,
    windows: steps.length,
    model: score({ actual, predicted: steps.map((step) => step.predicted) }),
    baselines: Object.fromEntries(baselines) as Record<Baseline, Scores>, // as: one entry a name of BASELINES
    coverage: coverageOf(steps),
  };
}

/** Share of the truths inside their interval; null where there is none. */
export function coverageOf(steps: readonly ScoredStep[]): number | null {
  const inside = steps.flatMap(({ actual, interval }) =>
    interval ? actual.map((angle, k) => interval.lower[k]! <= angle && angle <= interval.upper[k]!) : [],
  );
  return inside.length > 0 ? inside.filter(Boolean).length / inside.length : null;
}

export function evaluation(drives: readonly { drive: string; steps: readonly ScoredStep[] }[]): Evaluation {
  return {
    drives: drives.map(({ drive, steps }) => scoreDrive(drive, steps)),
    all: scoreDrive(
      'all',
      drives.flatMap(({ steps }) => steps),
    ),
  };
}
