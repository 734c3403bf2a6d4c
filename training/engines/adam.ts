import { add, div, mul, relu, scalar, sqrt, sub, sum } from '../graph/build.js';
import type { Node } from '../graph/node.js';

/** Kingma & Ba 2015, with the values of PyTorch's torch.optim.Adam. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Parameters and the running means of their gradients and squared gradients, all of one shape. */
export type AdamState<T> = { parameters: T; mean: T; square: T };

/** What changes from step to step, each a single number. */
export type AdamSchedule<T> = {
  /** learning rate / (1 − β₁ᵗ) */
  stepSize: T;
  /** √(1 − β₂ᵗ) */
  rootCorrection: T;
  /** what is left of a parameter before the step: 1 − learning rate · weight decay */
  keep: T;
};

/**
 * The schedule of step t = 1, 2, …. It is computed outside of the graph because 1 − 0.999ᵗ loses five of float32's
 * seven digits.
 */
export function adamSchedule(t: number, learningRate: number, weightDecay: number): AdamSchedule<number> {
  return {
    stepSize: learningRate / (1 - ADAM.beta1 ** t),
    rootCorrection: Math.sqrt(1 - ADAM.beta2 ** t),
    keep: 1 - learningRate * weightDecay,
  };
}

/** The state after a step against `gradient`; the decay is that of AdamW (Loshchilov & Hutter 2019), ε outside the root. */
export function adamStep(state: AdamState<Node>, gradient: Node, schedule: AdamSchedule<Node>): AdamState<Node> {
  const { beta1, beta2, epsilon } = ADAM;
  const mean = add(mul(state.mean, scalar(beta1)), mul(gradient, scalar(1 - beta1)));
  const square = add(mul(state.square, scalar(beta2)), mul(mul(gradient, gradient), scalar(1 - beta2)));
  const root = add(div(sqrt(square), schedule.rootCorrection), scalar(epsilon));
  const kept = mul(state.parameters, schedule.keep);
  return { parameters: sub(kept, div(mul(mean, schedule.stepSize), root)), mean, square };
}

/** Shortens a gradient to the Euclidean length `maxNorm` where it is longer (Pascanu et al. 2013). */
export function clipByNorm(gradient: Node, maxNorm: number): Node {
  const norm = sqrt(sum(mul(gradient, gradient)));
  // max(norm, maxNorm), in a form that has a gradient and cancels nothing; sum keeps the axes, so it broadcasts
  const longest = add(relu(sub(norm, scalar(maxNorm))), scalar(maxNorm));
  return mul(gradient, div(scalar(maxNorm), longest));
}
