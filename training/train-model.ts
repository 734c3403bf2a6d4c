import { fitSteadyState, type SteadyState } from '../core/baselines.js';
import { previewName, type Preview } from '../core/curvature-preview.js';
import { adaptedFeatureNames, featureNames, type Horizon } from '../core/features.js';
import { InputError } from '../core/input-error.js';
import type { Matrix } from '../core/matrix.js';
import { fitScaler, transform } from '../core/scaler.js';
import type { StepContract } from '../core/step.js';
import type { Drive } from '../drives/drive.js';
import type { Architecture, Recipe } from './architectures/architecture.js';
import { observations, type Dataset } from './dataset.js';
import { loadEngine, type EngineChoice } from './engines/engines.js';
import type { Checkpoint } from './checkpoint.js';
import { fitAdaptation } from './fit-adaptation.js';
import { fitInterval } from './interval.js';
import { fit, type EpochReport, type FitOptions, type FitResult } from './fit.js';
import { withMirrored } from './mirror.js';
import { networkView } from './network-view.js';
import { learnFromAll, partition, type Partition, type PartitionOptions } from './partition.js';
import type { PhysicalModel } from './physical-model.js';
import { initialWeights, Random } from './random.js';
import { refuseOtherRun, runIdentity } from './run-identity.js';
import type { Split } from './split.js';
import type { Batch, Trainer } from './engines/trainer.js';
import { variedDrives } from './vary.js';

/** Five past samples and five steps ahead, as in the article. */
export const HORIZON: Horizon = { historyLength: 5, horizonSteps: 5 };

/** What of an architecture's recipe a user may say otherwise. */
export type RecipeChanges = {
  [K in 'epochs' | 'batchSize' | 'learningRate' | 'schedule']?: Recipe[K] | undefined;
};

export type TrainOptions = RecipeChanges & {
  architecture: Architecture;
  /** s, the model's step */
  dt: number;
  split: Split;
  /**
   * Drives to test on, none of those trained on; else some of those are held out. Where the recipe learns from all at
   * last, there is then but that one training, and the interval is from the test's errors.
   */
  test?: readonly Drive[] | undefined;
  seed: number;
  /** what the model is judged with, and learns from unless `learntPreviews` says otherwise */
  preview: Preview;
  /** by the split `drive` every drive is learnt from with each of these: a model that is to do with any of them */
  learntPreviews?: readonly Preview[] | undefined;
  engine?: EngineChoice | undefined;
  /** of the ort engine, which gives the same model on any number of them */
  threads?: number | undefined;
  /** stops after the running step, with the best model so far */
  signal?: AbortSignal | undefined;
  /** goes on from there; refused where it is of another training */
  from?: { checkpoint: Checkpoint; path: string } | undefined;
  onCheckpoint?: ((checkpoint: Checkpoint) => Promise<void>) | undefined;
  onEpoch?: ((report: TrainingReport) => void | Promise<void>) | undefined;
};

/** `training` of so many, counted from 1: the second learns from all drives */
export type TrainingReport = EpochReport & { training: number; trainings: number };

export type TrainedModel = {
  contract: StepContract;
  model: PhysicalModel;
  engine: string;
  recipe: Recipe;
  fitted: FitResult;
  parts: Partition;
  steadyState: SteadyState;
  /** Angles (deg) as the trainer computes them: what the exported model is held against. */
  predict: (features: Matrix) => Promise<Matrix>;
  /** the model that the test's figures are of, where it is another: of the same recipe, without the drives held out */
  judged?: TrainedModel;
};

/**
 * Drives → a trained network with its scalers. The same seed on the same machine gives the same weights. Where the
 * recipe says so, what was held out to judge it is learnt from as well, in a second training that nothing is asked of;
 * drives that are given to judge by never are.
 */
export async function trainModel(drives: readonly Drive[], options: TrainOptions): Promise<TrainedModel> {
  const { architecture, seed, split, test: given, signal, onEpoch } = options;
  const recipe = recipeOf(architecture, options);
  const learnsFromAll = recipe.anew === true && split === 'drive';
  const anew = learnsFromAll && !given;
  const told = (training: number) =>
    onEpoch && ((one: EpochReport) => onEpoch({ ...one, training, trainings: anew ? 2 : 1 }));
  const random = new Random(seed);
  const how = { ...options, ...learning(options, random) };
  const parts =
    learnsFromAll && given
      ? learnFromAll(drives, { ...how, validation: [], test: [...given] })
      : partition(drives, { ...how, random });
  const judged = await train(drives, parts, recipe, random, { ...options, onEpoch: told(1) });
  if (!anew || judged.fitted.interrupted) return judged;

  const again = new Random(seed);
  const { validation, test } = parts.drives;
  const all = [...parts.drives.train, ...validation, ...test];
  const whole = learnFromAll(all, { ...options, ...learning(options, again), validation, test });
  const more = { from: undefined, onCheckpoint: undefined, onEpoch: told(2) };
  try {
    const { fitted, ...last } = await train(drives, whole, recipe, again, { ...options, ...more });
    // What is told of the epochs is of the training that was validated, and the interval is from its errors.
    const { interval } = judged.model;
    const model = { ...last.model, ...(interval && { interval }) };
    if (!fitted.interrupted) return { ...last, model, fitted: { ...judged.fitted, weights: fitted.weights }, judged };
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return { ...judged, fitted: { ...judged.fitted, interrupted: true } };
}

function learning(
  options: TrainOptions,
  random: Random,
): Pick<PartitionOptions, 'contractFor' | 'vary' | 'learntPreviews'> {
  const { architecture, dt, preview, learntPreviews = [preview] } = options;
  return {
    learntPreviews,
    contractFor: (train) => contractOf(architecture, train, { dt, learntPreviews }),
    ...(architecture.recipe.vary && { vary: (train: readonly Drive[]) => variedDrives(train, dt, random) }),
  };
}

async function train(
  drives: readonly Drive[],
  parts: Partition,
  recipe: Recipe,
  random: Random,
  options: Omit<TrainOptions, 'onEpoch'> & Pick<FitOptions, 'onEpoch'>,
): Promise<TrainedModel> {
  const { architecture, dt, seed } = options;
  const { contract } = parts;
  refuseEmpty(parts);

  const learnt = (data: Dataset) => (recipe.mirror ? withMirrored(data, contract.featureNames) : data);
  const view = (data: Dataset) => networkView(data, architecture, contract.featureNames);
  const learntView = view(learnt(parts.train));
  const { features, targets } = parts.scaled === parts.train ? learntView : view(learnt(parts.scaled));
  const scalerX = fitScaler(features);
  const scalerY = fitScaler(targets);
  const scaled = (data: Batch): Batch => ({
    features: transform(scalerX, data.features),
    targets: transform(scalerY, data.targets),
  });
  const sizes = { ...HORIZON, features: scalerX.mean.length, hiddenSize: architecture.hiddenSize };
  const model: PhysicalModel = { architecture, sizes, featureNames: contract.featureNames, scalerX, scalerY };

  const engine = await loadEngine(options.engine, options);
  const newTrainer = (weights: FitResult['weights']) =>
    engine.trainer({ ...recipe, architecture, sizes, weights, seed });
  const trainer = newTrainer(initialWeights(architecture.parameters(sizes), random));
  const windows = scaled(learntView);
  const validation = parts.validation && scaled(view(parts.validation));
  const { split, preview, learntPreviews, from, signal, onEpoch, onCheckpoint } = options;
  const settings = {
    engine: engine.name,
    seed,
    dt,
    split,
    preview: (learntPreviews ?? [preview]).map(previewName).join(', '),
    hiddenSize: sizes.hiddenSize,
    ...recipe,
  };
  const run = runIdentity(architecture.name, settings, {
    drives,
    windows: validation ? [windows, validation] : [windows],
  });
  if (from) refuseOtherRun(run, from.checkpoint.run, from.path);
  const fitted = await fit({
    trainer,
    train: windows,
    ...(validation && { validation }),
    recipe,
    random,
    from: from?.checkpoint.progress,
    signal,
    ...(onEpoch && { onEpoch }),
    ...(onCheckpoint && { onProgress: (progress) => onCheckpoint({ run, progress }) }),
  });
  await trainer.dispose();
  let best: Trainer | undefined;
  const predict: TrainedModel['predict'] = (some) => (best ??= newTrainer(fitted.weights)).predict(model, some);
  const unlearnt = parts.validation ?? (options.test && parts.test);
  if (unlearnt) {
    const { features: asked, angles: truth } = unlearnt;
    model.interval = fitInterval(asked, { truth, predicted: await predict(asked) }, contract.featureNames);
  }
  const steadyState = fitSteadyState(observations(parts.train, contract.featureNames));
  return {
    contract,
    model,
    engine: engine.name,
    recipe,
    fitted,
    parts,
    steadyState,
    predict,
  };
}

function recipeOf({ recipe }: Architecture, { epochs, batchSize, learningRate, schedule }: RecipeChanges): Recipe {
  return {
    ...recipe,
    epochs: epochs ?? recipe.epochs,
    batchSize: batchSize ?? recipe.batchSize,
    learningRate: learningRate ?? recipe.learningRate,
    schedule: schedule ?? recipe.schedule ?? 'constant',
  };
}

/** The article's features; for a model that adapts, also those that its drives teach how to learn. */
function contractOf(
  { inputs }: Architecture,
  train: readonly Drive[],
  { dt, learntPreviews }: { dt: number; learntPreviews: readonly Preview[] },
): StepContract {
  const contract: StepContract = { ...HORIZON, dt, featureNames: featureNames(HORIZON) };
  if (inputs !== 'adapted') return contract;
  const adaptation = fitAdaptation(train, contract, learntPreviews);
  return { ...contract, featureNames: adaptedFeatureNames(HORIZON), adaptation };
}

function refuseEmpty({ train, validation, test, drives }: Partition): void {
  for (const [use, data] of Object.entries({ train, validation, test })) {
    if (!data || data.times.length > 0) continue;
    const names = drives[use as keyof typeof drives].map((drive) => drive.name).join(', '); // as: the same three keys
    throw new InputError(
      `expected at least one window of ${HORIZON.historyLength + HORIZON.horizonSteps} valid samples to ${use === 'train' ? 'train on' : use}, got none in ${names}`,
    );
  }
}
