import type { OnnxGraph } from '../../onnx/onnx-model.js';
import type { ParameterSpec } from '../architectures/architecture.js';
import { adamStep, clipByNorm, type AdamSchedule } from './adam.js';
import { add, concat, input, mul, reshape, slice, sum } from '../graph/build.js';
import { gradient } from '../graph/gradient.js';
import { inBlocks } from '../graph/in-blocks.js';
import { topological, type Node } from '../graph/node.js';
import { graphToOnnx } from '../graph/onnx.js';
import { graphOps } from '../graph/ops.js';
import { simplify } from '../graph/simplify.js';
import { substitute } from '../graph/substitute.js';
import { elementLoss, type LossOps } from './losses.js';
import { dropoutOps, type Mask } from './dropout.js';
import { parameterLayout } from './parameter-layout.js';
import type { TrainerOptions } from './trainer.js';

/**
 * What a model of the training computes of a batch. 'step' is the gradient and Adam's step against it, 'part' the
 * gradient for a step, with dropout.
 */
export type TrainingModel = 'step' | 'part' | 'gradient' | 'loss';

/** Which parameters act in a network at all, and the dropout masks of its forward pass, in their order. */
export type ForwardPass = { acting: readonly ParameterSpec[]; masks: readonly Mask[] };

/**
 * One batch of `blocks` times `rows` windows as one ONNX model. Inputs: features [rows, F], targets [rows, S],
 * targetWeights [rows, S] (how much the loss of each target counts; 0 in rows that only fill the batch), where there
 * are more blocks than one with their number in front, parameters [P], all that act in one vector. A step and a part
 * also take the dropout masks [rows, C], a step also Adam's mean and square [P] and its schedule's numbers. Outputs:
 * loss, and gradient [P], or the state after the step under newParameters, newMean, newSquare [P].
 */
export function trainingGraph(kind: TrainingModel, options: TrainerOptions, rows: number, blocks = 1): OnnxGraph {
  const graph = write(`${options.architecture.name}-${kind}`, resultsOf(kind, options, rows));
  if (blocks === 1) return graph;
  const rowwise = graph.inputs.map(({ name }) => name).filter((name) => name !== 'parameters');
  return inBlocks(graph, { blocks, rowwise: new Set(rowwise) });
}

/** Adam's step as one ONNX model, against a gradient that comes as two addends gradient0 and gradient1 [P]. */
export function updateGraph(options: TrainerOptions, { acting }: ForwardPass): OnnxGraph {
  const shape = [parameterLayout(acting).length];
  const whole = add(input('gradient0', shape), input('gradient1', shape));
  return write(`${options.architecture.name}-update`, nextState(input('parameters', shape), whole, options));
}

export function forwardPass(options: TrainerOptions): ForwardPass {
  const masks: Mask[] = [];
  const specs = options.architecture.parameters(options.sizes);
  const [loss] = simplify([lossOf(options, inputsOf(specs), { rows: 1, ops: dropoutOps(1, masks) })]);
  const reached = new Set(topological([loss!]).map(({ name }) => name));
  return { acting: specs.filter(({ name }) => reached.has(name)), masks };
}

function write(name: string, results: Record<string, Node>): OnnxGraph {
  const names = Object.keys(results);
  const simple = simplify(Object.values(results));
  return graphToOnnx(name, Object.fromEntries(names.map((result, k) => [result, simple[k]!])));
}

function resultsOf(kind: TrainingModel, options: TrainerOptions, rows: number): Record<string, Node> {
  const dropping = kind === 'step' || kind === 'part';
  const pass = { rows, ops: dropping ? dropoutOps(rows, []) : graphOps };
  const { loss, gradient: whole, parameters } = flatGradient(options, pass);
  if (kind === 'step') return { ...nextState(parameters, whole, options), loss };
  return kind === 'loss' ? { loss } : { loss, gradient: whole };
}

function nextState(parameters: Node, whole: Node, { maxGradientNorm }: TrainerOptions): Record<string, Node> {
  const against = maxGradientNorm === undefined ? whole : clipByNorm(whole, maxGradientNorm);
  const vector = (name: string) => input(name, parameters.shape);
  const number = (name: keyof AdamSchedule<Node>) => input(name, []);
  const next = adamStep({ parameters, mean: vector('mean'), square: vector('square') }, against, {
    stepSize: number('stepSize'),
    rootCorrection: number('rootCorrection'),
    keep: number('keep'),
  });
  return { newParameters: next.parameters, newMean: next.mean, newSquare: next.square };
}

type Pass = { rows: number; ops: LossOps<Node> };

/** The loss [1, 1] and its gradient [P] by the parameters [P] that act. */
function flatGradient(options: TrainerOptions, pass: Pass): { loss: Node; gradient: Node; parameters: Node } {
  const single = inputsOf(options.architecture.parameters(options.sizes));
  const { acting } = forwardPass(options);
  const layout = parameterLayout(acting);
  const [loss] = simplify([lossOf(options, single, pass)]) as [Node]; // as: one in, one out
  const variables = layout.places.map(({ name }) => single.find((one) => one.name === name)!);
  const parts = gradient(loss, variables).map((part) => reshape(part, [-1]));
  const parameters = input('parameters', [layout.length]);
  const places = layout.places.map(({ shape, begin, end }) => reshape(slice(parameters, 0, begin, end), shape));
  const [flatLoss, flat] = substitute([loss, concat(parts, 0)], new Map(variables.map((one, k) => [one, places[k]!])));
  return { loss: flatLoss!, gradient: flat!, parameters };
}

const inputsOf = (specs: readonly ParameterSpec[]): Node[] => specs.map(({ name, shape }) => input(name, shape));

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
