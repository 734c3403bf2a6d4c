import { describe, expect, it } from 'vitest';
import {
  denseParameters,
  dense,
  dropout,
  type Architecture,
  type Recipe,
} from '../../training/architectures/architecture.js';
import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import type { EngineChoice } from '../../training/engines/engines.js';
import { trainModel } from '../../training/train-model.js';
import { largestDifference } from './graph/run-graph.js';
import { asDrive, CONTRACT, makeDrive, toMatrix } from './make-drive.js';
import { drives, OPTIONS } from './small-training.js';

/** All that a recipe may ask for, and dropout in the network. */
const demanding: Architecture = {
  ...sequenceLstm,
  name: 'demanding',
  recipe: {
    ...sequenceLstm.recipe,
    batchSize: 32,
    loss: { kind: 'pinball', quantiles: [0.1, 0.3, 0.5, 0.7, 0.9] },
    schedule: 'one-cycle',
    weightDecay: 0.1,
    maxGradientNorm: 0.05,
  },
  forward: (ops, parameters, features, sizes) =>
    sequenceLstm.forward(ops, parameters, dropout(ops, features, 0.2), sizes),
};

describe('a recipe', () => {
  const some = drives.slice(0, 3).map(({ rows, name }) => asDrive(rows.slice(0, 120), name));
  const losses = async (recipe: Partial<Recipe>, engine: EngineChoice) => {
    const architecture = { ...demanding, recipe: { ...demanding.recipe, ...recipe } };
    const { fitted } = await trainModel(some, { ...OPTIONS, architecture, engine });
    return [...fitted.losses.train, ...fitted.losses.validation];
  };

  it('reaches either engine as a whole: loss, schedule, weight decay, clipping, dropout', async () => {
    const [ort, tfjs] = [await losses({}, 'ort'), await losses({}, 'tfjs')];
    expect(ort).toHaveLength(6);
    expect(largestDifference(ort, tfjs)).toBeLessThan(1e-4);
    const changes: Partial<Recipe>[] = [
      { loss: { kind: 'mse' } },
      { schedule: 'constant' },
      { weightDecay: 0 },
      { maxGradientNorm: 1e6 },
    ];
    for (const change of changes) {
      expect(largestDifference(await losses(change, 'ort'), ort), JSON.stringify(change)).toBeGreaterThan(5e-4);
    }
  });
});

/** One matrix from zero weights. */
const linear: Architecture = {
  ...sequenceLstm,
  name: 'linear',
  recipe: { ...sequenceLstm.recipe, learningRate: 0.02, batchSize: 'full', loss: { kind: 'mse' } },
  parameters: ({ features, horizonSteps }) =>
    denseParameters('linear', features, horizonSteps).map((spec) => ({ ...spec, bound: 0 })),
  forward: (ops, parameters, features) => dense(ops, parameters, 'linear', features),
};

describe('a mirrored model', () => {
  it('is odd: the mirrored road gives the mirrored angles', async () => {
    // Roads that bend to the left alone, steered with an offset.
    const left = [1, 2, 3].map((phase) =>
      asDrive(
        makeDrive(60).rows.map((row, k) => ({
          ...row,
          curvature: 0.01 + 0.002 * Math.sin(phase + k / 3),
          vEgo: 20 + Math.sin(k),
          steeringAngleDeg: 25 + 5 * Math.sin(phase + k / 3 + 0.5),
        })),
        `${phase}`,
      ),
    );
    const evenPart = async (mirror: boolean) => {
      const architecture = { ...linear, recipe: { ...linear.recipe, mirror } };
      const { predict, parts } = await trainModel(left, { ...OPTIONS, architecture, epochs: 40 });
      const row = [...parts.test.features.data.subarray(0, 20)];
      const mirrored = row.map((one, c) => (CONTRACT.featureNames[c]!.startsWith('vEgo') ? one : -one));
      const { data } = await predict(toMatrix([row, mirrored]));
      return Math.max(...[0, 1, 2, 3, 4].map((k) => Math.abs(data[k]! + data[5 + k]!)));
    };
    const [mirrored, oneSided] = [await evenPart(true), await evenPart(false)];
    // Not zero: Adam's steps follow the sign of a gradient however small, and rounding leaves some.
    expect(mirrored).toBeLessThan(oneSided / 50);
    expect(oneSided).toBeGreaterThan(1);
  });
});
