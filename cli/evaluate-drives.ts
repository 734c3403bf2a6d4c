import { from } from 'rxjs';
import type { Preview } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import { keptPrediction, type Prediction } from '../core/prediction.js';
import type { Drive } from '../drives/drive.js';
import { driveSamples } from '../drives/drive-samples.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { ANGLES, INTERVAL } from '../onnx/model-tensors.js';
import { CarMemory } from '../runtime/car-memory.js';
import { toPredictions } from '../runtime/pipeline.js';
import { openPredictor } from '../runtime/predictor.js';
import type { RangeExcesses } from '../runtime/range-excesses.js';
import { notedPreview } from './noted-preview.js';
import { makeDataset, type Dataset } from '../training/dataset.js';
import { figuresOf, type Figures } from '../training/figures/figures.js';
import type { ReportedDrive } from '../training/report/input.js';
import { evaluation, type Evaluation, type ScoredStep } from '../training/metrics.js';
import { scoredSteps, type Beside, type Predicted } from '../training/scored-steps.js';
import { StateCounts, stepsOf } from '../runtime/state-counts.js';
import { countWithoutAngles, type Unscored } from './unscored-remark.js';

export type EvaluatedDrive = ReportedDrive & { steps: ScoredStep[]; begin: number; firstValid: number | null };
export type Evaluated = {
  evaluation: Evaluation;
  figures: Figures;
  drives: EvaluatedDrive[];
  /** of every drive, those too that have no scored step */
  unscored: Unscored[];
};
/** `excesses` hear of every step that left the range of training. */
export type EvaluateOptions = { preview: Preview; raw?: boolean; excesses?: RangeExcesses };

type Answers = { predicted: Predicted; beside?: Beside; withoutAngles: Unscored['withoutAngles'] } & Pick<
  EvaluatedDrive,
  'states' | 'reasons' | 'firstValid'
>;

/** Every drive through the pipeline (or the bare network), scored at the windows whose truth was recorded. */
export async function evaluateDrives(
  drives: readonly Drive[],
  bundle: ModelBundle,
  { preview, raw = false, excesses }: EvaluateOptions,
): Promise<Evaluated> {
  const { card } = bundle;
  const evaluated: EvaluatedDrive[] = [];
  const unscored: Unscored[] = [];
  const leftOut: string[] = [];
  for (const drive of drives) {
    const noted = notedPreview(preview);
    const dataset = makeDataset([drive], card, { preview: noted.preview });
    const answers = raw
      ? await askNetwork(dataset, bundle)
      : await replayDrive(drive, dataset, bundle, { preview, excesses });
    const { predicted, beside: told, withoutAngles, ...rest } = answers;
    const beside: Beside = (w) => ({ ...told?.(w), preview: noted.sourceAt(dataset.steps[w]!) });
    const steps = scoredSteps(dataset, predicted, card, card.steadyState, beside);
    unscored.push({ steps: stepsOf(rest.states), withoutAngles });
    const { name, sha256 } = drive;
    if (steps.length > 0) evaluated.push({ drive: name, sha256, begin: drive.rows[0]!.time, steps, ...rest });
    else leftOut.push(drive.name);
  }
  const without = `${leftOut.join(', ')}, which ${leftOut.length === 1 ? 'has' : 'have'} no window with both a prediction and a recorded truth`;
  if (evaluated.length === 0) throw new InputError(`expected at least one window to score, got none in ${without}`);
  if (leftOut.length > 0) console.error(`left out: ${without}`);
  const scores = evaluation(evaluated);
  return { evaluation: scores, figures: figuresOf(evaluated, scores.drives, card.dt), drives: evaluated, unscored };
}

/** What `replay` emits for the drive: one prediction for each sample, in their order. */
async function replayDrive(
  drive: Drive,
  { steps }: Dataset,
  bundle: ModelBundle,
  { preview, excesses }: EvaluateOptions,
): Promise<Answers> {
  const emitted: Prediction[] = [];
  const counts = new StateCounts();
  const samples = [...driveSamples(drive, bundle.card.dt)];
  const predictor = await openPredictor(bundle, { onFault: (text) => console.error(text) });
  const memory = new CarMemory({ gain: drive.steeringGain });
  await toPredictions(from(samples), predictor, { preview, memory, excesses }).forEach((prediction) => {
    counts.add(prediction);
    emitted.push(keptPrediction(prediction));
  });
  const at = (window: number) => emitted[steps[window]!];
  const beside: Beside = (window) => {
    const { lower, upper, state } = at(window) ?? {};
    return { state, interval: lower && upper && { lower, upper } };
  };
  const { states, reasons } = counts;
  const begin = samples.find(({ valid }) => valid)?.time;
  const valid = emitted.find(({ state }) => state === 'VALID')?.time;
  const firstValid = begin === undefined || valid === undefined ? null : Math.round((valid - begin) * 1e6) / 1e6;
  return {
    predicted: (window) => at(window)?.steeringAngleDeg,
    beside,
    withoutAngles: countWithoutAngles(emitted),
    states,
    reasons,
    firstValid,
  };
}

/** The network's answers to all windows at once, whatever the state would have been. */
async function askNetwork({ features, angles }: Dataset, { session }: ModelBundle): Promise<Answers> {
  const states = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
  const none = { withoutAngles: new Map(), reasons: new Map() };
  if (features.rows === 0) return { predicted: () => undefined, states, ...none, firstValid: null };
  const { columns } = angles;
  const outputs = await session.run(Float32Array.from(features.data), features.rows);
  const row = (name: string, window: number) => outputs[name]?.subarray(window * columns, (window + 1) * columns);
  const answers = Array.from({ length: features.rows }, (_, window) => {
    const answer = row(ANGLES, window)!;
    const finite = answer.every(Number.isFinite); // features beyond float32 have no answer
    states[finite ? 'VALID' : 'INVALID']++;
    return finite ? answer : undefined;
  });
  const beside: Beside = (window) => {
    const [lower, upper] = INTERVAL.map((name) => row(name, window));
    return { interval: lower && upper && { lower, upper } };
  };
  return { predicted: (window) => answers[window], beside, states, ...none, firstValid: null };
}
