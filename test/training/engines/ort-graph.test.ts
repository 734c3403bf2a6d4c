import { describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../../onnx/onnx-model.js';
import { ARCHITECTURES } from '../../../training/architectures/catalogue.js';
import { trainingGraph } from '../../../training/engines/ort-graph.js';
import { checkOnnx, hasPythonOnnx } from '../../onnx/python-onnx.js';
import { smallSizes } from '../make-batch.js';

const ROWS = 3;

describe.each(ARCHITECTURES)('trainingGraph of $name', (architecture) => {
  const sizes = smallSizes(architecture);
  const options = { architecture, sizes, weights: {}, learningRate: 1e-3, maxGradientNorm: 1 };
  const P = architecture.parameters(sizes).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
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

  it('is the same file each time', () => {
    const bytes = () => Buffer.from(encodeOnnxModel(trainingGraph('step', options, ROWS)));
    expect(bytes().equals(bytes())).toBe(true);
  });

  it.skipIf(!hasPythonOnnx())("is taken by the checker of Debian's onnx", () => {
    expect(checkOnnx(encodeOnnxModel(trainingGraph('step', options, ROWS)))).toMatchObject({ irVersion: 8 });
  });
});
