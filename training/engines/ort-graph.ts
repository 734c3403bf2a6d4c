import type { OnnxGraph } from '../../onnx/onnx-model.js';
import { adamStep, clipByNorm, type AdamSchedule } from './adam.js';
import { concat, input, mul, reshape, slice, sum } from '../graph/build.js';
import { gradient } from '../graph/gradient.js';
import type { Node } from '../graph/node.js';
import { graphToOnnx } from '../graph/onnx.js';
import { graphOps } from '../graph/ops.js';
import { simplify } from '../graph/simplify.js';
import { substitute } from '../graph/substitute.js';
import { elementLoss, type LossOps } from './losses.js';
import { dropoutOps, type Mask } from './dropout.js';
import { parameterLayout } from './parameter-layout.js';
import type { TrainerOptions } from './trainer.js';

/** What a model of the training computes; 'step' is the gradient and Adam's step against it. */
export type TrainingModel = 'step' | 'gradient' | 'loss';

/**
 * One batch of `rows` windows as one ONNX model. Inputs: features [rows, F], targets [rows, S], targetWeights [rows, S]
 * (how much the loss of each target counts; 0 in rows that only fill the batch), parameters [P], all in one vector. A step also
 * takes Adam's mean and square [P], its schedule's numbers and the dropout masks [rows, C]. Outputs: loss, and gradient [P], or the state after
 * the step under newParameters, newMean, newSquare [P].
 */
export function trainingGraph(kind: TrainingModel, options: TrainerOptions, rows: number): OnnxGraph {
  const results = kind === 'step' ? stepResults(options, rows) : lossResults(kind, options, rows);
  const names = Object.keys(results);
  const simple = simplify(Object.values(results));
  return graphToOnnx(
    `${options.architecture.name}-${kind}`,
    Object.fromEntries(names.map((name, k) => [name, simple[k]!])),
  );
}

/** The dropout masks that a step takes, in the order of the forward pass. */
export function dropoutMasks(options: TrainerOptions): Mask[] {
  const masks: Mask[] = [];
  const single = parameterLayout(options.architecture.parameters(options.sizes)).places;
  lossOf(options, single.map(({ name, shape }) => input(name, shape)), { rows: 1, ops: dropoutOps(1, masks) }); // prettier-ignore
  return masks;
}

function stepResults(options: TrainerOptions, rows: number): Record<string, Node> {
  const { loss, gradient: whole, parameters } = flatGradient(options, { rows, ops: dropoutOps(rows, []) });
  const { maxGradientNorm } = options;
  const against = maxGradientNorm === undefined ? whole : clipByNorm(whole, maxGradientNorm);
  const vector = (name: string) => input(name, parameters.shape);
  const number = (name: keyof AdamSchedule<Node>) => input(name, []);
  const next = adamStep({ parameters, mean: vector('mean'), square: vector('square') }, against, {
    stepSize: number('stepSize'),
    rootCorrection: number('rootCorrection'),
    keep: number('keep'),
  });
  return { newParameters: next.parameters, newMean: next.mean, newSquare: next.square, loss };
}

function lossResults(kind: 'gradient' | 'loss', options: TrainerOptions, rows: number): Record<string, Node> {
  const { loss, gradient: whole } = flatGradient(options, { rows, ops: graphOps });
  return kind === 'loss' ? { loss } : { loss, gradient: whole };
}

type Pass = { rows: number; ops: LossOps<Node> };

/** The loss [1, 1] and its gradient [P] by the parameters [P]. */
function flatGradient(options: TrainerOptions, pass: Pass): { loss: Node; gradient: Node; parameters: Node } {
  const layout = parameterLayout(options.architecture.parameters(options.sizes));
  const single = layout.places.map(({ name, shape }) => input(name, shape));
  const [loss] = simplify([lossOf(options, single, pass)]) as [Node]; // as: one in, one out
  const parts = gradient(loss, single).map((part) => reshape(part, [-1]));
  const parameters = input('parameters', [layout.length]);
  const places = layout.places.map(({ shape, begin, end }) => reshape(slice(parameters, 0, begin, end), shape));
  const [flatLoss, flat] = substitute([loss, concat(parts, 0)], new Map(single.map((one, k) => [one, places[k]!])));
  return { loss: flatLoss!, gradient: flat!, parameters };
}

/** Σ over targets of their weight times their loss. */
function lossOf(
  { architecture, sizes, loss = { kind: 'mse' } }: TrainerOptions,
  single: readonly Node[],
  { rows, ops }: Pass,
): Node {
  const features = input('features', [rows, sizes.features]);
  const targets = input('targets', [rows, sizes.horizonSteps]);
  const parameters = Object.fromEntries(single.map((one) => [one.name!, one]));
  const predicted = architecture.forward(ops, parameters, features, sizes);
  return sum(mul(elementLoss(graphOps, loss, predicted, targets), input('targetWeights', [rows, sizes.horizonSteps])));
}
