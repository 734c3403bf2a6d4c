import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeastSquaresPrior } from '../../core/forgetting-least-squares.js';
import type { ModelCard } from '../../core/model-card.js';
import { packageRoot } from '../../files/package-root.js';
import { writeBundle } from '../../onnx/bundle.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { readOnnxModel } from '../../onnx/read-onnx-model.js';

const ANGLES = 'steeringAngleDeg';

/**
 * The default model with `offDeg` on top of every angle and forecasts that learn nothing: whole, and worse than any that
 * was trained, whatever it learns of a car.
 */
export async function writeWorseBundle(dir: string, offDeg: number): Promise<ModelCard> {
  const from = join(packageRoot(), 'models/default');
  const card = JSON.parse(await readFile(join(from, 'card.json'), 'utf8')) as ModelCard; // as: ours
  const graph = readOnnxModel(await readFile(join(from, 'model.onnx')));
  const at = graph.nodes.findIndex(({ outputs }) => outputs.includes(ANGLES));
  const nodes = graph.nodes.map((node, n) => (n === at ? { ...node, outputs: ['right'] } : node));
  nodes.splice(at + 1, 0, { op: 'Add', inputs: ['right', 'off'], outputs: [ANGLES] });
  const off = { name: 'off', shape: [card.horizonSteps], values: new Float32Array(card.horizonSteps).fill(offDeg) };
  const golden = card.golden.map(({ features, steeringAngleDeg }) => ({
    features,
    steeringAngleDeg: steeringAngleDeg.map((angle) => angle + offDeg),
  }));
  const { response, forecast, lasting, trend } = card.adaptation!; // the default model adapts
  const adaptation = { response, forecast: stuck(forecast), lasting: stuck(lasting), trend: stuck(trend) };
  const model = encodeOnnxModel({ ...graph, nodes, initializers: [...graph.initializers, off] });
  return writeBundle(dir, { ...card, name: 'worse', adaptation, golden }, model);
}

/** A prior that nothing which is seen can move. */
const stuck = ({ weights, precision }: LeastSquaresPrior): LeastSquaresPrior => ({
  weights: weights.map((row) => row.map(() => 0)),
  precision: precision.map((value) => 1e6 * value),
});
