import type { State } from '../../core/prediction.js';
import { BASELINES, type Baseline, type DriveScores, type ScoredStep } from '../metrics.js';
import { bootstrapOverDrives, pooledMae, type Bounds, type DriveErrors } from './bootstrap.js';
import { comfort, type Comfort } from './comfort.js';
import { byCondition, type Condition } from './conditions.js';
import { previewShares, type PreviewShares } from './preview-shares.js';
import { worstMiss, type WorstMiss } from './worst-miss.js';

export type FiguredDrive = {
  drive: string;
  /** s, the time of its first sample */
  begin: number;
  steps: readonly ScoredStep[];
  /** s from the first valid sample to the first VALID prediction; null where none came */
  firstValid: number | null;
};

/** What stands behind a mean error: how sure it is, where it comes from, and how the predicted angle would feel. */
export type Figures = {
  /** bounds of 95 % over drives; null for fewer than three */
  maeBounds: Bounds | null;
  /** 1 − MAE / MAE of the baseline, with such bounds */
  skill: Record<Baseline, { value: number; bounds: Bounds | null }>;
  /** the drive with the largest MAE over the better of persistence and linear extrapolation */
  worst: { drive: string; ratio: number };
  /** null where every angle was met exactly */
  worstMiss: WorstMiss | null;
  /** shares of the scored steps in each state that has angles; null of the bare network */
  states: Record<'VALID' | 'DEGRADED', number> | null;
  /** where their curvature ahead came from; null of the recorded one */
  previews: PreviewShares | null;
  conditions: Condition[];
  comfort: { predicted: Comfort; driven: Comfort };
  /** s from the first valid sample to the first VALID prediction; null where that drive has none */
  firstValid: { median: number | null; worst: number | null };
};

/** `scores`: one for each drive, in the same order. */
export function figuresOf(drives: readonly FiguredDrive[], scores: readonly DriveScores[], dt: number): Figures {
  const errors = scores.map(errorsOf);
  const steps = drives.flatMap((drive) => drive.steps);
  const times = drives.map(({ firstValid }) => firstValid ?? Infinity).sort((a, b) => a - b);
  const known = (time: number) => (time === Infinity ? null : time);
  const skill = BASELINES.map((name) => [name, skillOf(errors, name)]);
  return {
    maeBounds: bootstrapOverDrives(errors, (mae) => mae('model')) ?? null,
    skill: Object.fromEntries(skill) as Figures['skill'], // as: one entry a name of BASELINES
    worst: worstOf(scores),
    worstMiss: worstMiss(drives),
    states: stateShares(steps),
    previews: previewShares(steps),
    conditions: byCondition(steps),
    comfort: comfort(
      drives.map((drive) => drive.steps),
      dt,
    ),
    firstValid: {
      median: known((times[(times.length - 1) >> 1]! + times[times.length >> 1]!) / 2),
      worst: known(times.at(-1)!),
    },
  };
}

function stateShares(steps: readonly ScoredStep[]): Figures['states'] {
  if (steps.some(({ state }) => state === undefined)) return null;
  const share = (name: State) => steps.filter(({ state }) => state === name).length / steps.length;
  return { VALID: share('VALID'), DEGRADED: share('DEGRADED') };
}

function errorsOf({ windows, model, baselines }: DriveScores): DriveErrors {
  const others = BASELINES.map((name) => [name, baselines[name].mae] as const);
  return { windows, mae: { model: model.mae, ...Object.fromEntries(others) } };
}

function skillOf(drives: readonly DriveErrors[], baseline: Baseline) {
  const skill = (mae: (predictor: string) => number) => 1 - mae('model') / mae(baseline);
  return {
    value: skill((predictor) => pooledMae(drives, predictor)),
    bounds: bootstrapOverDrives(drives, skill) ?? null,
  };
}

/** How a drive's MAE compares to the better of the two predictors that know nothing of the road. */
export const ratioOf = ({ model, baselines }: DriveScores): number =>
  model.mae / Math.min(baselines.persistence.mae, baselines.linear.mae);

function worstOf(scores: readonly DriveScores[]): Figures['worst'] {
  const [worst] = [...scores].sort((a, b) => ratioOf(b) - ratioOf(a));
  return { drive: worst!.drive, ratio: ratioOf(worst!) };
}
