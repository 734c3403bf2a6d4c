import { BASELINES, type Baseline, type DriveScores, type Scores } from '../metrics.js';

export type Predictor = 'model' | Baseline;
export const PREDICTORS: readonly Predictor[] = ['model', ...BASELINES];

/** The Okabe–Ito palette, told apart with any colour vision. */
export const COLOURS = {
  actual: '#b4bac2',
  model: '#0072b2',
  persistence: '#e69f00',
  linear: '#009e73',
  bicycle: '#cc79a7',
  bad: '#c04000',
} as const satisfies Record<Predictor | 'actual' | 'bad', string>;

export const scoresOf = (scores: DriveScores, predictor: Predictor): Scores =>
  predictor === 'model' ? scores.model : scores.baselines[predictor];

/** The baseline with the lowest MAE: the one to beat. */
export const bestBaseline = ({ baselines }: DriveScores): Baseline =>
  BASELINES.reduce((best, one) => (baselines[one].mae < baselines[best].mae ? one : best));

/** 1 − MAE / MAE of the best baseline: 0 is no better, 1 is perfect, below 0 the model loses. */
export const skill = (scores: DriveScores): number => 1 - scores.model.mae / scores.baselines[bestBaseline(scores)].mae;
