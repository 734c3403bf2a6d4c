import { fitSteadyState, type SteadyState } from '../core/baselines.js';
import type { Preview } from '../core/curvature-preview.js';
import { featureNames, type Horizon } from '../core/features.js';
import { InputError } from '../core/input-error.js';
import type { Matrix } from '../core/matrix.js';
import { fitScaler, transform } from '../core/scaler.js';
import type { StepContract } from '../core/step.js';
import type { Drive } from '../drives/drive.js';
import type { Architecture } from './architectures/architecture.js';
import { observations, type Dataset } from './dataset.js';
import { loadEngine, type EngineChoice } from './engines/engines.js';
import { fit, type EpochReport, type FitResult } from './fit.js';
import { withMirrored } from './mirror.js';
import { networkView } from './network-view.js';
import { partition, type Partition } from './partition.js';
import type { PhysicalModel } from './physical-model.js';
import { initialWeights, Random } from './random.js';
import type { Split } from './split.js';
import type { Batch } from './engines/trainer.js';

/** Five past samples and five steps ahead, as in the article. */
export const HORIZON: Horizon = { historyLength: 5, horizonSteps: 5 };

export type TrainOptions = {
  architecture: Architecture;
  /** s, the model's step */
  dt: number;
  split: Split;
  seed: number;
  /** instead of the architecture's own number */
  epochs?: number | undefined;
  preview: Preview;
  engine?: EngineChoice | undefined;
  onEpoch?: (report: EpochReport) => void | Promise<void>;
};

export type TrainedModel = {
  contract: StepContract;
  model: PhysicalModel;
  engine: string;
  fitted: FitResult;
  parts: Partition;
  steadyState: SteadyState;
  /** Angles (deg) as the trainer computes them: what the exported model is held against. */
  predict: (features: Matrix) => Promise<Matrix>;
};

/** Drives → a trained network with its scalers. The same seed on the same machine gives the same weights. */
export async function trainModel(drives: readonly Drive[], options: TrainOptions): Promise<TrainedModel> {
  const { architecture, dt, seed } = options;
  const random = new Random(seed);
  const contract: StepContract = { ...HORIZON, dt, featureNames: featureNames(HORIZON) };
  const parts = partition(drives, { ...options, contract, random });
  refuseEmpty(parts);

  const recipe = { ...architecture.recipe, epochs: options.epochs ?? architecture.recipe.epochs };
  const learnt = (data: Dataset) => (recipe.mirror ? withMirrored(data, contract.featureNames) : data);
  const view = (data: Dataset) => networkView(data, architecture, contract.featureNames);
  const { features, targets } = view(learnt(parts.scaled));
  const scalerX = fitScaler(features);
  const scalerY = fitScaler(targets);
  const batch = (data: Dataset): Batch => ({
    features: transform(scalerX, view(data).features),
    targets: transform(scalerY, view(data).targets),
  });
  const sizes = { ...HORIZON, features: contract.featureNames.length, hiddenSize: architecture.hiddenSize };
  const model: PhysicalModel = { architecture, sizes, featureNames: contract.featureNames, scalerX, scalerY };

  const engine = await loadEngine(options.engine);
  const newTrainer = (weights: FitResult['weights']) =>
    engine.trainer({ architecture, sizes, weights, learningRate: recipe.learningRate, loss: recipe.loss });
  const trainer = newTrainer(initialWeights(architecture.parameters(sizes), random));
  const fitted = await fit({
    trainer,
    train: batch(learnt(parts.train)),
    ...(parts.validation && { validation: batch(parts.validation) }),
    recipe,
    random,
    ...(options.onEpoch && { onEpoch: options.onEpoch }),
  });
  await trainer.dispose();
  const best = newTrainer(fitted.weights);
  const steadyState = fitSteadyState(observations(parts.train, contract.featureNames));
  return {
    contract,
    model,
    engine: engine.name,
    fitted,
    parts,
    steadyState,
    predict: (features) => best.predict(model, features),
  };
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
