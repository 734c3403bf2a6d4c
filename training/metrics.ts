import { linearExtrapolation, persistence, steadyStateAngle, type SteadyState } from '../core/baselines.js';

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
