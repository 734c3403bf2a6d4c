import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../training/architectures/catalogue.js';
import { loadEngine, type EngineChoice } from '../../../training/engines/engines.js';
import { elementLoss } from '../../../training/engines/losses.js';
import { initialWeights, Random } from '../../../training/random.js';
import { centralDifference, float64Ops, tensor64, type Tensor64 } from '../graph/float64-ops.js';
import { makeBatch, smallSizes } from '../make-batch.js';
import { largestDifference } from '../graph/run-graph.js';

/** Values of each parameter that are checked, spread over it. */
const CHECKED = 12;

describe.each(ARCHITECTURES)('gradient of $name', (architecture) => {
  const sizes = smallSizes(architecture);
  const specs = architecture.parameters(sizes);
  const weights = initialWeights(specs, new Random(7));
  const batch = makeBatch(6, sizes);

  const places = (values: Float32Array) =>
    Array.from({ length: Math.min(CHECKED, values.length) }, (_, n) => Math.floor((n * values.length) / CHECKED));
  let expected: number[][] = [];
  beforeAll(() => {
    const loss = (parameters: Tensor64[]) => {
      const named = Object.fromEntries(specs.map(({ name }, k) => [name, parameters[k]!]));
      const features = tensor64(batch.features.data, [6, sizes.features]);
      const predicted = architecture.forward(float64Ops, named, features, sizes);
      const targets = tensor64(batch.targets.data, predicted.shape);
      const all = elementLoss(float64Ops, { kind: 'mse' }, predicted, targets);
      return { shape: all.shape, data: all.data.map((one) => one / all.data.length) };
    };
    const tensors = specs.map(({ name, shape }) => tensor64(weights[name]!, shape));
    expected = specs.map(({ name }, k) => places(weights[name]!).map((at) => centralDifference(loss, tensors, k, at)));
  }, 60_000);

  it.each<EngineChoice>(['ort', 'tfjs'])('agrees with central differences in float64: %s', async (choice) => {
    const trainer = (await loadEngine(choice)).trainer({ architecture, sizes, weights, learningRate: 1e-3 });
    const gradient = await trainer.gradient(batch);
    await trainer.dispose();
    for (const [k, { name }] of specs.entries()) {
      const got = places(weights[name]!).map((at) => gradient[name]![at]!);
      expect(largestDifference(got, expected[k]!), name).toBeLessThan(1e-6);
    }
  });
});
