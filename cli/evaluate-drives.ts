import { from } from 'rxjs';
import type { Preview } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import type { State } from '../core/prediction.js';
import type { Drive } from '../drives/drive.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { ANGLES } from '../onnx/model-tensors.js';
import { toPredictions } from '../runtime/pipeline.js';
import { onnxPredictor } from '../runtime/predictor.js';
import { makeDataset, type Dataset } from '../training/dataset.js';
import { evaluation, type Evaluation, type ScoredStep } from '../training/metrics.js';
import { scoredSteps, type Predicted } from '../training/scored-steps.js';
import { StateCounts } from './state-counts.js';

export type EvaluatedDrive = { drive: string; steps: ScoredStep[]; states: Record<State, number> };
export type Evaluated = { evaluation: Evaluation; drives: EvaluatedDrive[] };
export type EvaluateOptions = { preview: Preview; raw?: boolean };

type Answers = { predicted: Predicted; states: Record<State, number> };

/** Every drive through the pipeline (or the bare network), scored at the windows whose truth was recorded. */
export async function evaluateDrives(
  drives: readonly Drive[],
  bundle: ModelBundle,
  { preview, raw = false }: EvaluateOptions,
): Promise<Evaluated> {
  const { card } = bundle;
  const evaluated: EvaluatedDrive[] = [];
  const leftOut: string[] = [];
  for (const drive of drives) {
    const dataset = makeDataset([drive], card, { preview });
    const answers = raw ? await askNetwork(dataset, bundle) : await replayDrive(drive, dataset, bundle, preview);
    const steps = scoredSteps(dataset, answers.predicted, card, card.steadyState);
    if (steps.length > 0) evaluated.push({ drive: drive.name, steps, states: answers.states });
    else leftOut.push(drive.name);
  }
  const without = `${leftOut.join(', ')}, which has no window with both a prediction and a recorded truth`;
  if (evaluated.length === 0) throw new InputError(`expected at least one window to score, got none in ${without}`);
  if (leftOut.length > 0) console.error(`left out: ${without}`);
  return { evaluation: evaluation(evaluated), drives: evaluated };
}

/** What `replay` emits for the drive, found by the time of each window's newest sample. */
async function replayDrive(drive: Drive, { times }: Dataset, bundle: ModelBundle, preview: Preview): Promise<Answers> {
  const byTime = new Map<number, ArrayLike<number>>();
  const counts = new StateCounts();
  await toPredictions(from(drive.rows), await onnxPredictor(bundle), preview).forEach((prediction) => {
    counts.add(prediction);
    if (prediction.steeringAngleDeg) byTime.set(prediction.time, prediction.steeringAngleDeg);
  });
  return { predicted: (window) => byTime.get(times[window]!), states: counts.states };
}

/** The network's answers to all windows at once, whatever the state would have been. */
async function askNetwork({ features, angles }: Dataset, { session }: ModelBundle): Promise<Answers> {
  const states = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
  if (features.rows === 0) return { predicted: () => undefined, states };
  const { columns } = angles;
  const all = (await session.run(Float32Array.from(features.data), features.rows))[ANGLES]!;
  const answers = Array.from({ length: features.rows }, (_, window) => {
    const answer = all.subarray(window * columns, (window + 1) * columns);
    const finite = answer.every(Number.isFinite); // features beyond float32 have no answer
    states[finite ? 'VALID' : 'INVALID']++;
    return finite ? answer : undefined;
  });
  return { predicted: (window) => answers[window], states };
}
