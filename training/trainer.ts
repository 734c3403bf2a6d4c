import type { Matrix } from '../core/matrix.js';
import type { Architecture, Sizes, Weights } from './architectures/architecture.js';
import type { PhysicalModel } from './physical-model.js';

/** Scaled features and targets of the same windows. */
export type Batch = { features: Matrix; targets: Matrix };

export type TrainerOptions = { architecture: Architecture; sizes: Sizes; weights: Weights; learningRate: number };

/** One network being trained by some engine. Its loss is the mean square over all targets of a batch. */
export interface Trainer {
  /** One step of Adam (Kingma & Ba 2015; β 0.9, 0.999, ε 1e-8); returns the loss before it. */
  step(batch: Batch): number;
  loss(batch: Batch): number;
  gradient(batch: Batch): Weights;
  /** Physical features [N, F] → angles in degrees [N, horizonSteps], computed as the exported model does. */
  predict(model: PhysicalModel, features: Matrix): Matrix;
  /** A copy. */
  readonly weights: Weights;
  dispose(): void;
}
