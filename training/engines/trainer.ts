import type { Matrix } from '../../core/matrix.js';
import type { Architecture, Sizes, Weights } from '../architectures/architecture.js';
import type { Loss } from './losses.js';
import type { PhysicalModel } from '../physical-model.js';

/** Scaled features and targets of the same windows. */
export type Batch = { features: Matrix; targets: Matrix };

export type TrainerOptions = {
  architecture: Architecture;
  sizes: Sizes;
  /** the initial ones */
  weights: Weights;
  learningRate: number;
  /** mean square where absent */
  loss?: Loss;
  /** of AdamW, per unit of learning rate; 0 where absent */
  weightDecay?: number;
  /** longest gradient, as the Euclidean norm over all parameters; no limit where absent */
  maxGradientNorm?: number;
};

/** One network being trained by some engine; its loss is the mean over all targets of a batch. One call at a time. */
export interface Trainer {
  /** Of the steps to come: a schedule sets it between them. */
  learningRate: number;
  /** One step of Adam (Kingma & Ba 2015; β 0.9, 0.999, ε 1e-8); resolves to the loss before it. */
  step(batch: Batch): Promise<number>;
  loss(batch: Batch): Promise<number>;
  gradient(batch: Batch): Promise<Weights>;
  /** Physical features [N, F] → angles in degrees [N, horizonSteps], computed as the exported model does. */
  predict(model: PhysicalModel, features: Matrix): Promise<Matrix>;
  /** A copy. */
  readonly weights: Weights;
  dispose(): Promise<void>;
}
