import { setImmediate } from 'node:timers/promises';
import { takeRows } from '../core/matrix.js';
import type { Recipe, Weights } from './architectures/architecture.js';
import { Diverged, largestGradient } from './diverged.js';
import type { Batch, Trainer, TrainerState } from './engines/trainer.js';
import type { Random } from './random.js';
import { learningRateShare } from './schedule.js';

/** Windows a pass while a loss is measured; keeps memory flat however many drives there are. */
const EVALUATION_BATCH = 4096;

export type EpochReport = { epoch: number; epochs: number; loss: number; validationLoss?: number };

/** One value an epoch. */
export type Losses = { train: number[]; validation: number[] };

/** By validation loss; the last epoch where there is no validation. */
export type BestEpoch = { epoch: number; loss: number; weights: Weights };

/** Where a training stands after an epoch: all that the epochs to come depend on, and what there is so far. */
export type FitProgress = {
  losses: Losses;
  best: BestEpoch;
  trainer: TrainerState;
  /** of the random stream */
  position: readonly number[];
};

export type FitResult = {
  /** of the best epoch */
  weights: Weights;
  bestEpoch: number;
  losses: Losses;
  /** stopped by the signal, with epochs to go */
  interrupted: boolean;
};

export type FitOptions = {
  trainer: Trainer;
  train: Batch;
  /** windows of drives that are not trained on; absent: no early stopping */
  validation?: Batch;
  recipe: Recipe;
  random: Random;
  /** goes on from there, to what it would have come to without the stop */
  from?: FitProgress | undefined;
  /** stops after the running step */
  signal?: AbortSignal | undefined;
  onEpoch?: (report: EpochReport) => void | Promise<void>;
  onProgress?: (progress: FitProgress) => Promise<void>;
};

/**
 * Epochs of mini-batches in random order, until the validation loss has not improved for `patience` epochs. Throws the
 * signal's reason where it is aborted before an epoch has ended.
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { trainer, validation, recipe, random, from, signal, onEpoch, onProgress } = options;
  const losses: Losses = { train: [...(from?.losses.train ?? [])], validation: [...(from?.losses.validation ?? [])] };
  let best = from?.best;
  if (from) {
    await trainer.restore(from.trainer);
    random.position = from.position;
  }
  const goesOn = () => {
    const epoch = losses.train.length;
    return epoch < recipe.epochs && (!validation || epoch - (best?.epoch ?? 0) < recipe.patience);
  };
  while (goesOn() && !signal?.aborted) {
    const epoch = losses.train.length + 1;
    const loss = await trainEpoch(options, epoch);
    if (loss === undefined) break;
    losses.train.push(loss);
    const report: EpochReport = { epoch, epochs: recipe.epochs, loss };
    if (validation) {
      report.validationLoss = await lossOf(trainer, validation);
      losses.validation.push(report.validationLoss);
      if (!Number.isFinite(report.validationLoss)) {
        throw new Diverged(`the validation loss became ${report.validationLoss} in epoch ${epoch}`);
      }
    }
    const judged = report.validationLoss ?? loss;
    if (!validation || judged < (best?.loss ?? Infinity)) best = { epoch, loss: judged, weights: trainer.weights };
    await onEpoch?.(report);
    if (onProgress && best) {
      const soFar = { train: [...losses.train], validation: [...losses.validation] };
      await onProgress({ losses: soFar, best, trainer: await trainer.state(), position: random.position });
    }
  }
  if (!best) {
    signal?.throwIfAborted();
    throw new RangeError(`expected at least one epoch, got ${recipe.epochs}`);
  }
  return { weights: best.weights, bestEpoch: best.epoch, losses, interrupted: goesOn() };
}

/** Mean loss over the epoch's windows, each as it was before its step; nothing where the signal stopped the epoch. */
async function trainEpoch(
  { trainer, train, recipe, random, signal }: FitOptions,
  epoch: number,
): Promise<number | undefined> {
  const windows = train.features.rows;
  const steps = recipe.batchSize === 'full' ? 1 : Math.ceil(windows / recipe.batchSize);
  let [number, total] = [0, 0];
  for (const batch of batchesOf(train, recipe, random)) {
    if (signal?.aborted) return undefined;
    const done = (epoch - 1 + number / steps) / recipe.epochs;
    trainer.learningRate = recipe.learningRate * learningRateShare(recipe.schedule ?? 'constant', done);
    const loss = await trainer.step(batch);
    number++;
    if (!Number.isFinite(loss)) {
      const gradient = largestGradient(await trainer.gradient(batch));
      throw new Diverged(`the training loss became ${loss} in epoch ${epoch}, batch ${number}; ${gradient}`);
    }
    total += loss * batch.features.rows;
    await setImmediate(); // lets a signal in
  }
  return total / windows;
}

function* batchesOf(train: Batch, { batchSize }: Recipe, random: Random): Generator<Batch> {
  if (batchSize === 'full') {
    yield train;
    return;
  }
  const order = random.permutation(train.features.rows);
  for (let begin = 0; begin < order.length; begin += batchSize) {
    yield takeBatch(train, order.subarray(begin, begin + batchSize));
  }
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
