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
  /** of the dropout masks; 0 where absent */
  seed?: number;
};

/** All that the next steps depend on. A parameter that never acts may have no moments. */
export type TrainerState = {
  weights: Weights;
  /** running means of the gradients and of their squares */
  mean: Weights;
  square: Weights;
  /** taken so far */
  steps: number;
  /** of the random stream of the dropout masks */
  position: readonly number[];
};

/** One network being trained by some engine; its loss is the mean over all targets of a batch. One call at a time. */
export interface Trainer {
  /** Of the steps to come: a schedule sets it between them. */
  learningRate: number;
  /**
   * One step of Adam (Kingma & Ba 2015; β 0.9, 0.999, ε 1e-8); resolves to the loss before it. A step from which no
   * finite weights come changes nothing and resolves to NaN, or to a loss that is infinite itself.
   */
  step(batch: Batch): Promise<number>;
  /** Without dropout, as the gradient. */
  loss(batch: Batch): Promise<number>;
  gradient(batch: Batch): Promise<Weights>;
  /** Physical features [N, F] → angles in degrees [N, horizonSteps], computed as the exported model does. */
  predict(model: PhysicalModel, features: Matrix): Promise<Matrix>;
  /** A copy. */
  readonly weights: Weights;
  /** A copy. */
  state(): Promise<TrainerState>;
  /**
   * The steps after it are those that would have followed there, bit by bit, where the first batch is as large as any
   * before it. Refuses another architecture's state.
   */
  restore(state: TrainerState): Promise<void>;
  dispose(): Promise<void>;
}
