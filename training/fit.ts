import { takeRows } from '../core/matrix.js';
import type { Recipe, Weights } from './architectures/architecture.js';
import type { Random } from './random.js';
import type { Batch, Trainer } from './engines/trainer.js';

/** Windows a pass while a loss is measured; keeps memory flat however many drives there are. */
const EVALUATION_BATCH = 4096;

export type EpochReport = { epoch: number; epochs: number; loss: number; validationLoss?: number };

export type FitResult = {
  /** of the best epoch by validation loss; of the last epoch where there is no validation */
  weights: Weights;
  bestEpoch: number;
  losses: { train: number[]; validation: number[] };
};

export type FitOptions = {
  trainer: Trainer;
  train: Batch;
  /** windows of drives that are not trained on; absent: no early stopping */
  validation?: Batch;
  recipe: Recipe;
  random: Random;
  onEpoch?: (report: EpochReport) => void | Promise<void>;
};

/** Epochs of mini-batches in random order, until the validation loss has not improved for `patience` epochs. */
export async function fit({ trainer, train, validation, recipe, random, onEpoch }: FitOptions): Promise<FitResult> {
  const losses = { train: [] as number[], validation: [] as number[] };
  let best = { loss: Infinity, epoch: 0, weights: trainer.weights };
  for (let epoch = 1; epoch <= recipe.epochs; epoch++) {
    if (recipe.anneal) trainer.learningRate = recipe.learningRate * annealed((epoch - 1) / recipe.epochs);
    const loss = await trainEpoch(trainer, train, recipe, random);
    losses.train.push(loss);
    const report: EpochReport = { epoch, epochs: recipe.epochs, loss };
    if (validation) {
      report.validationLoss = await lossOf(trainer, validation);
      losses.validation.push(report.validationLoss);
      if (report.validationLoss < best.loss) best = { loss: report.validationLoss, epoch, weights: trainer.weights };
    }
    await onEpoch?.(report);
    for (const [name, value] of Object.entries({ training: loss, validation: report.validationLoss ?? 0 })) {
      if (!Number.isFinite(value)) throw new Error(`the ${name} loss became ${value} in epoch ${epoch}`);
    }
    if (validation && epoch - best.epoch >= recipe.patience) break;
  }
  if (!validation) best = { loss: losses.train.at(-1)!, epoch: losses.train.length, weights: trainer.weights };
  return { weights: best.weights, bestEpoch: best.epoch, losses };
}

/** Share of the learning rate at a share of the epochs: half a cosine down to 5 % (Loshchilov & Hutter 2017). */
const annealed = (share: number) => 0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * share));

/** Mean loss over the epoch's windows, each as it was before its step. */
async function trainEpoch(trainer: Trainer, train: Batch, { batchSize }: Recipe, random: Random): Promise<number> {
  if (batchSize === 'full') return trainer.step(train);
  const windows = train.features.rows;
  const order = random.permutation(windows);
  let total = 0;
  for (let begin = 0; begin < windows; begin += batchSize) {
    const batch = takeBatch(train, order.subarray(begin, begin + batchSize));
    total += (await trainer.step(batch)) * batch.features.rows;
  }
  return total / windows;
}

async function lossOf(trainer: Trainer, data: Batch): Promise<number> {
  const windows = data.features.rows;
  let total = 0;
  for (let begin = 0; begin < windows; begin += EVALUATION_BATCH) {
    const length = Math.min(EVALUATION_BATCH, windows - begin);
    const indexes = Uint32Array.from({ length }, (_, k) => begin + k);
    total += (await trainer.loss(takeBatch(data, indexes))) * length;
  }
  return total / windows;
}

function takeBatch({ features, targets }: Batch, indexes: Uint32Array): Batch {
  return { features: takeRows(features, indexes), targets: takeRows(targets, indexes) };
}
