import type { Reason, State } from '../../core/prediction.js';
import type { Figures } from '../figures/figures.js';
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
  figures?: Figures;
  /** one for each drive of the evaluation, in the same order */
  drives: readonly ReportedDrive[];
  /** what is doubtful in the drives that were read, where that was looked at */
  judged?: readonly JudgedDrive[];
  /** per epoch, in the model's scaled units; left out where the bundle has none */
  losses?: { train: readonly number[]; validation: readonly number[] };
};

/** What was remarked on in a drive, and what of its signs and units nothing in it could show. */
export type JudgedDrive = { drive: string; remarks: readonly string[]; unchecked: readonly string[] };

/** A drive file, told from others by what is in it: names change and repeat. */
export type DriveFile = { name: string; sha256: string };

/** The model's provenance, as its card has it. */
export type ReportedModel = {
  name: string;
  architecture: string;
  engine: string;
  seed: number;
  epochs: number;
  /** the epoch whose weights the model has, counted from 1 */
  bestEpoch: number;
  /** s */
  dt: number;
  /** `drive`: whole drives were held back; `seed`: windows were drawn at random */
  split: string;
  trainDrives: readonly DriveFile[];
  validationDrives: readonly DriveFile[];
  testDrives: readonly DriveFile[];
  onnxSha256: string;
};

export type ReportedDrive = {
  drive: string;
  /** of the file, or of the drive in the card that it is or is a part of */
  sha256: string;
  /** in order of time; a gap is a jump in `time` */
  steps: readonly ScoredStep[];
  /** how many of all steps had which state, the unscored ones too */
  states: Readonly<Record<State, number>>;
  /** why they were not all VALID, how often each */
  reasons: ReadonlyMap<Reason, number>;
};
