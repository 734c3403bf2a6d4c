import { describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../../onnx/onnx-model.js';
import { ARCHITECTURES } from '../../../training/architectures/catalogue.js';
import { forwardPass, trainingGraph } from '../../../training/engines/ort-graph.js';
import { checkOnnx, hasPythonOnnx } from '../../onnx/python-onnx.js';
import { smallSizes } from '../make-batch.js';

const ROWS = 3;
const BLOCKS = 2;
/** At a single step from zero state the recurrent weights multiply zeros; nothing else is idle. */
const IDLE = new Set(['seed-lstm lstm0.weightHh', 'seed-lstm lstm1.weightHh']);

describe.each(ARCHITECTURES)('trainingGraph of $name', (architecture) => {
  const sizes = smallSizes(architecture);
  const options = { architecture, sizes, weights: {}, learningRate: 1e-3, maxGradientNorm: 1 };
  const acting = architecture.parameters(sizes).filter(({ name }) => !IDLE.has(`${architecture.name} ${name}`));
  const P = acting.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const shapes = (values: readonly { name: string; shape: readonly (number | string)[] }[]) =>
    Object.fromEntries(values.map(({ name, shape }) => [name, shape]));
  const batch = { features: [ROWS, sizes.features], targets: [ROWS, 5], targetWeights: [ROWS, 5], parameters: [P] };

  it('takes batch, state and schedule, and gives loss and next state, each as a whole', () => {
    const { inputs, outputs } = trainingGraph('step', options, ROWS);
    const numbers = { stepSize: [], rootCorrection: [], keep: [] };
    expect(shapes(inputs)).toEqual({ ...batch, mean: [P], square: [P], ...numbers });
    expect(shapes(outputs)).toEqual({ newParameters: [P], newMean: [P], newSquare: [P], loss: [1, 1] });
  });

  it('takes the batch and the parameters for a gradient or a loss', () => {
    for (const kind of ['gradient', 'loss'] as const)
      expect(shapes(trainingGraph(kind, options, ROWS).inputs)).toEqual(batch);
    expect(shapes(trainingGraph('gradient', options, ROWS).outputs)).toEqual({ loss: [1, 1], gradient: [P] });
    expect(shapes(trainingGraph('loss', options, ROWS).outputs)).toEqual({ loss: [1, 1] });
  });

  it('finds the parameters that act', () => {
    expect(forwardPass(options).acting).toEqual(acting);
  });

  it('takes a part of a batch block by block', () => {
    const graph = trainingGraph('part', options, ROWS, BLOCKS);
    const { parameters, ...rowwise } = batch;
    const blocks = Object.entries(rowwise).map(([name, shape]) => [name, [BLOCKS, ...shape]] as const);
    expect(shapes(graph.inputs)).toEqual({ ...Object.fromEntries(blocks), parameters });
    expect(shapes(graph.outputs)).toEqual({ loss: [1, 1], gradient: [P] });
    expect(graph.nodes.filter(({ op }) => op === 'Scan')).toHaveLength(1);
    expect(graph.nodes.some(({ op }) => op === 'Gemm')).toBe(false); // all in the blocks
  });

  it('is the same file each time', () => {
    const bytes = () => Buffer.from(encodeOnnxModel(trainingGraph('step', options, ROWS)));
    expect(bytes().equals(bytes())).toBe(true);
  });

  it.skipIf(!hasPythonOnnx())("is taken by the checker of Debian's onnx", () => {
    const graphs = [trainingGraph('step', options, ROWS), trainingGraph('part', options, ROWS, BLOCKS)];
    for (const graph of graphs) expect(checkOnnx(encodeOnnxModel(graph))).toMatchObject({ irVersion: 8 });
  });
});
