// The article's network with the weights of a seed, as this project exports it, or with ONNX's own LSTM nodes.
import { featureNames } from '../../dist/core/features.js';
import { encodeOnnxModel } from '../../dist/onnx/onnx-model.js';
import { findArchitecture } from '../../dist/training/architectures/catalogue.js';
import { initialWeights, Random } from '../../dist/training/random.js';
import { toOnnx } from '../../dist/training/to-onnx.js';

export function articleModel(withNodes) {
  const architecture = findArchitecture('seed-lstm');
  const sizes = { historyLength: 5, horizonSteps: 5, features: 20, hiddenSize: architecture.hiddenSize };
  const weights = initialWeights(architecture.parameters(sizes), new Random(1));
  const scaler = (length) => ({ mean: new Array(length).fill(0), std: new Array(length).fill(1) });
  const model = { architecture, sizes, featureNames: featureNames(sizes), scalerX: scaler(20), scalerY: scaler(5) };
  return withNodes ? lstmNodes(weights, sizes) : toOnnx(model, weights);
}

/** The article's network as a converter would write it: two LSTM nodes over a sequence of one. */
function lstmNodes(weights, { features, hiddenSize: H }) {
  const gates = [0, 3, 1, 2];
  const turned = (values, rows) => {
    const out = new Float32Array(values.length);
    gates.forEach((gate, g) => {
      for (let h = 0; h < H; h++)
        for (let r = 0; r < rows; r++) out[(g * H + h) * rows + r] = values[r * 4 * H + gate * H + h];
    });
    return out;
  };
  const biasOf = (name) => Float32Array.from(['biasIh', 'biasHh'].flatMap((b) => gates.flatMap((g) => [...weights[`${name}.${b}`].subarray(g * H, (g + 1) * H)]))); // prettier-ignore
  const layer = (name, width) => [
    { name: `${name}.w`, shape: [1, 4 * H, width], values: turned(weights[`${name}.weightIh`], width) },
    { name: `${name}.r`, shape: [1, 4 * H, H], values: turned(weights[`${name}.weightHh`], H) },
    { name: `${name}.b`, shape: [1, 8 * H], values: biasOf(name) },
  ];
  const lstm = (name, x, y) => ({ op: 'LSTM', inputs: [x, `${name}.w`, `${name}.r`, `${name}.b`], outputs: [`${y}.all`, y], attributes: { hidden_size: { int: H } } }); // prettier-ignore
  const int64 = (name, ...list) => ({ name, shape: [list.length], values: BigInt64Array.from(list.map(BigInt)) });
  return encodeOnnxModel({
    name: 'lstm-nodes',
    nodes: [
      { op: 'Unsqueeze', inputs: ['features', 'zero'], outputs: ['sequence'] },
      lstm('lstm0', 'sequence', 'first'),
      lstm('lstm1', 'first', 'second'),
      { op: 'Squeeze', inputs: ['second', 'zero'], outputs: ['hidden'] },
      { op: 'Gemm', inputs: ['hidden', 'w', 'b'], outputs: ['steeringAngleDeg'] },
    ],
    initializers: [
      ...layer('lstm0', features),
      ...layer('lstm1', H),
      int64('zero', 0),
      { name: 'w', shape: [H, 5], values: weights['output.weight'] },
      { name: 'b', shape: [5], values: weights['output.bias'] },
    ],
    inputs: [{ name: 'features', shape: ['N', features] }],
    outputs: [{ name: 'steeringAngleDeg', shape: ['N', 5] }],
  });
}
