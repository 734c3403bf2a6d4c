import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../core/features.js';
import { takeRows } from '../../../core/matrix.js';
import { fitScaler, transform } from '../../../core/scaler.js';
import { readDrive } from '../../../drives/read-drive.js';
import { seedLstm } from '../../../training/architectures/seed-lstm.js';
import { makeDataset } from '../../../training/dataset.js';
import { loadEngine, type EngineChoice } from '../../../training/engines/engines.js';
import { HORIZON } from '../../../training/train-model.js';
import { largestDifference } from '../graph/run-graph.js';
import { fromTorch, hasSeedReference, readSeedReference, SEED_REFERENCE, seedDrivePath } from './seed-reference.js';

const HIDDEN_SIZE = 16;

describe.skipIf(!hasSeedReference)(`the article's pipeline agrees with PyTorch (${SEED_REFERENCE})`, () => {
  const setUp = async () => {
    const reference = readSeedReference();
    const drive = await readDrive(seedDrivePath(reference));
    const contract = { ...HORIZON, dt: 0.1, featureNames: featureNames(HORIZON) };
    const data = makeDataset([drive], contract, { ignoreValid: true, dropLast: true });
    const scalers = { x: fitScaler(data.features), y: fitScaler(data.angles) };
    const scaled = { features: transform(scalers.x, data.features), targets: transform(scalers.y, data.angles) };
    const batch = (indexes: number[]) => ({
      features: takeRows(scaled.features, indexes),
      targets: takeRows(scaled.targets, indexes),
    });
    return { reference, contract, data, scalers, batch };
  };

  it('in its windows and scalers', async () => {
    const { reference, data, scalers } = await setUp();
    expect(data.times).toHaveLength(reference.windows);
    expect([...data.features.data.subarray(0, 20)]).toEqual(reference.first_features);
    expect([...data.angles.data.subarray(0, 5)]).toEqual(reference.first_target);
    for (const key of ['mean', 'std'] as const) {
      expect(largestDifference(scalers.x[key], reference.scaler_x[key])).toBeLessThan(1e-7);
      expect(largestDifference(scalers.y[key], reference.scaler_y[key])).toBeLessThan(1e-7);
    }
  });

  it.each<EngineChoice>(['ort', 'tfjs'])(
    'in the first gradient, 200 epochs of loss and the predictions after them: %s',
    async (choice) => {
      const { reference, contract, data, scalers, batch } = await setUp();
      const engine = await loadEngine(choice);
      const sizes = { ...HORIZON, features: 20, hiddenSize: HIDDEN_SIZE };
      const weights = fromTorch(reference.initial_weights);
      const trainer = engine.trainer({ architecture: seedLstm, sizes, weights, learningRate: 1e-3 });
      const train = batch(reference.train_index);

      const gradient = await trainer.gradient(train);
      for (const [name, expected] of Object.entries(fromTorch(reference.first_gradient))) {
        expect(largestDifference(gradient[name]!, expected), name).toBeLessThan(1e-5);
      }
      const losses: number[] = [];
      while (losses.length < reference.loss_float64.length) losses.push(await trainer.step(train));
      expect(largestDifference(losses, reference.loss_float64)).toBeLessThan(1e-4);

      const model = {
        architecture: seedLstm,
        sizes,
        featureNames: contract.featureNames,
        scalerX: scalers.x,
        scalerY: scalers.y,
      };
      const angles = await trainer.predict(model, takeRows(data.features, reference.test_index));
      expect(largestDifference(angles.data, reference.test_prediction_float64.flat())).toBeLessThan(1e-3);
      await trainer.dispose();
    },
    120_000,
  );
});
