import type { DriveScores, Evaluation } from '../metrics.js';
import type { Figures } from './figures.js';

/** One model's figures on drives that it was not trained on. */
export type Held = Evaluation & { figures: Figures };

export type ComparedModel = {
  model: string;
  engine: string;
  /** every drive by a model trained on drives of other folds */
  byDrive: Held;
  /** every drive by a model trained on other vehicles, and those vehicles' own figures; absent for one vehicle alone */
  byVehicle?: Held & { vehicles: (DriveScores & { vehicle: string })[] };
};

/** A vehicle, where there are several, that is never left out: the others have too few drives to train on. */
export type NeverLeftOut = { vehicle: string; others: number };

/** Why a vehicle is in no table of vehicles never seen. */
export const whyNotLeftOut = ({ vehicle, others }: NeverLeftOut): string =>
  `${vehicle} is not left out: ${others === 1 ? 'one drive' : `${others} drives`} of other vehicles ${others === 1 ? 'is' : 'are'} too few to train on`;

/** What `steercast compare --json` prints; models in the order of their MAE, over other vehicles where there are any. */
export type Comparison = {
  seed: number;
  dt: number;
  preview: string;
  folds: number;
  vehicles: { vehicle: string; drives: number }[];
  neverLeftOut: NeverLeftOut[];
  models: ComparedModel[];
  /** the article's evaluation of its own network: windows drawn at random, nine tenths of each seen in training */
  leaking?: { model: string; windows: number; mae: number; r2: number; maePerStep: number[] };
};
