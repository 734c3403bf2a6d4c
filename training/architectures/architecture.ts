import type { Horizon } from '../../core/features.js';
import type { Inputs, Target } from '../../core/model-card.js';
import type { Loss } from '../engines/losses.js';
import type { LstmLayer, Ops } from '../ops.js';
import type { Schedule } from '../schedule.js';

export type ParameterSpec = {
  name: string;
  shape: readonly number[];
  /** initial values are drawn from U(−bound, bound) */
  bound: number;
};
export type Weights = Record<string, Float32Array>;

export type Sizes = Horizon & { features: number; hiddenSize: number };

/** How an architecture is trained unless the user says otherwise. */
export type Recipe = {
  epochs: number;
  learningRate: number;
  /** windows an optimizer step; 'full' takes them all at once */
  batchSize: number | 'full';
  /** epochs without a better validation loss before training ends */
  patience: number;
  loss: Loss;
  /** of the learning rate; constant where absent */
  schedule?: Schedule;
  /** of AdamW, per unit of learning rate; 0 where absent */
  weightDecay?: number;
  /** longest gradient, as the Euclidean norm over all parameters; no limit where absent */
  maxGradientNorm?: number;
  /** every window also left for right */
  mirror: boolean;
  /** every drive also as another car would have steered it */
  vary?: boolean;
  /** once judged, trained anew on all drives, those that were held out as well */
  anew?: boolean;
};

export interface Architecture {
  name: string;
  inputs: Inputs;
  target: Target;
  hiddenSize: number;
  recipe: Recipe;
  parameters(sizes: Sizes): ParameterSpec[];
  /** features [N, features] → targets [N, horizonSteps], both scaled. */
  forward<T>(ops: Ops<T>, parameters: Record<string, T>, features: T, sizes: Sizes): T;
}

/** The parameters of one LSTM layer, started as PyTorch does: U(±1/√H). */
export function lstmParameters(layer: string, inputSize: number, hiddenSize: number): ParameterSpec[] {
  const bound = 1 / Math.sqrt(hiddenSize);
  return [
    { name: `${layer}.weightIh`, shape: [inputSize, 4 * hiddenSize], bound },
    { name: `${layer}.weightHh`, shape: [hiddenSize, 4 * hiddenSize], bound },
    { name: `${layer}.biasIh`, shape: [4 * hiddenSize], bound },
    { name: `${layer}.biasHh`, shape: [4 * hiddenSize], bound },
  ];
}

export function lstmLayer<T>(
  parameters: Record<string, T>,
  layer: string,
  shape: Pick<LstmLayer<T>, 'inputSize' | 'hiddenSize' | 'length'>,
): LstmLayer<T> {
  const parameter = (name: string) => parameters[`${layer}.${name}`]!;
  return {
    ...shape,
    weightIh: parameter('weightIh'),
    weightHh: parameter('weightHh'),
    biasIh: parameter('biasIh'),
    biasHh: parameter('biasHh'),
  };
}

export function denseWeight(layer: string, inputSize: number, outputSize: number): ParameterSpec {
  return { name: `${layer}.weight`, shape: [inputSize, outputSize], bound: 1 / Math.sqrt(inputSize) };
}

export function denseParameters(layer: string, inputSize: number, outputSize: number): ParameterSpec[] {
  const weight = denseWeight(layer, inputSize, outputSize);
  return [weight, { name: `${layer}.bias`, shape: [outputSize], bound: weight.bound }];
}

/** x [..., inputSize] → [..., outputSize] */
export function dense<T>(ops: Ops<T>, parameters: Record<string, T>, layer: string, x: T): T {
  return ops.add(ops.matmul(x, parameters[`${layer}.weight`]!), parameters[`${layer}.bias`]!);
}

/** x [..., N, C] with dropout while a network takes a training step, x itself at any other time. */
export function dropout<T>(ops: Ops<T>, x: T, rate: number): T {
  return ops.dropout ? ops.dropout(x, rate) : x;
}
