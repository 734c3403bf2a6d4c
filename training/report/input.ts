import type { State } from '../../core/prediction.js';
import type { Evaluation, ScoredStep } from '../metrics.js';

/** What a report is made of; nothing else reaches the page. */
export type ReportInput = {
  title: string;
  model: ReportedModel;
  /** where the curvature ahead came from: `recorded` (an oracle), `map` or `hold` */
  preview: string;
  /** what that costs over the recorded one, in words */
  previewCost?: string;
  evaluation: Evaluation;
  /** one for each drive of the evaluation, under the same name */
  drives: readonly ReportedDrive[];
  /** per epoch, in the model's scaled units; left out where the bundle has none */
  losses?: { train: readonly number[]; validation: readonly number[] };
};

/** The model's provenance, as its card has it; drives are compared by name with the ones on the page. */
export type ReportedModel = {
  name: string;
  architecture: string;
  engine: string;
  seed: number;
  epochs: number;
  /** s */
  dt: number;
  /** `drive`: whole drives were held back; `seed`: windows were drawn at random */
  split: string;
  trainDrives: readonly string[];
  validationDrives: readonly string[];
  testDrives: readonly string[];
  onnxSha256: string;
};

export type ReportedDrive = {
  drive: string;
  /** in order of time; a gap is a jump in `time` */
  steps: readonly ScoredStep[];
  /** how many of all steps had which state, the unscored ones too */
  states: Readonly<Record<State, number>>;
};
