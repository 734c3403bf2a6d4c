import type { Drive } from '../drives/drive.js';
import type { Weights } from './architectures/architecture.js';
import { makeDataset } from './dataset.js';
import type { ScoredStep } from './metrics.js';
import { scoredSteps } from './scored-steps.js';
import { trainModel, type TrainOptions } from './train-model.js';

/** One part of a cross-validation: a model trained on some drives, and what it predicts on others. Plain data. */
export type FoldResult = {
  engine: string;
  weights: Weights;
  bestEpoch: number;
  /** in the order of the drives held out, those without a window left out */
  drives: { name: string; steps: ScoredStep[] }[];
};

/** Trains on the one part, and predicts every window of the other with the same preview. */
export async function runFold(
  { train, heldOut }: { train: readonly Drive[]; heldOut: readonly Drive[] },
  options: TrainOptions,
): Promise<FoldResult> {
  const { contract, engine, fitted, steadyState, predict } = await trainModel(train, options);
  options.signal?.throwIfAborted(); // a model that is not whole is of no use here
  const drives: FoldResult['drives'] = [];
  for (const drive of heldOut) {
    const dataset = makeDataset([drive], contract, options);
    if (dataset.times.length === 0) continue;
    const { data, columns } = await predict(dataset.features);
    const row = (window: number) => [...data.subarray(window * columns, (window + 1) * columns)];
    drives.push({ name: drive.name, steps: scoredSteps(dataset, row, contract, steadyState) });
  }
  return { engine, weights: fitted.weights, bestEpoch: fitted.bestEpoch, drives };
}
