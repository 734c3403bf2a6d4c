import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { parseModelCard } from '../../core/model-card.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import type { Drive } from '../../drives/drive.js';
import { OnnxSession } from '../../onnx/session.js';
import { verifyModel } from '../../onnx/verify-model.js';
import {
  denseParameters,
  dense,
  dropout,
  type Architecture,
  type Recipe,
} from '../../training/architectures/architecture.js';
import { ARCHITECTURES } from '../../training/architectures/catalogue.js';
import { responseLstm } from '../../training/architectures/response-lstm.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import type { EngineChoice } from '../../training/engines/engines.js';
import { toOnnx } from '../../training/to-onnx.js';
import { makeCard } from '../../training/make-card.js';
import { trainModel, type TrainedModel, type TrainingReport, type TrainOptions } from '../../training/train-model.js';
import { linearGraph } from '../onnx/linear-bundle.js';
import { largestDifference } from './graph/run-graph.js';
import { asDrive, CONTRACT, makeDrive, syntheticDrives, toMatrix } from './make-drive.js';

const OPTIONS: TrainOptions = {
  architecture: sequenceLstm,
  dt: 0.1,
  split: 'drive',
  seed: 1,
  epochs: 3,
  preview: 'recorded',
};
const drives = syntheticDrives(5, 6);
const bytes = ({ model, fitted }: TrainedModel) => Buffer.from(toOnnx(model, fitted.weights));

describe('trainModel', () => {
  it('beats persistence on drives that it has never seen, after a few epochs', async () => {
    const epochs: number[] = [];
    const options = { ...OPTIONS, epochs: 6, onEpoch: ({ epoch }: { epoch: number }) => void epochs.push(epoch) };
    const trained = await trainModel(drives, options);
    const { test } = await makeCard(trained, options, new Date(0));
    console.log(`MAE ${test.model.mae.toFixed(3)} deg, persistence ${test.baselines.persistence.mae.toFixed(3)} deg`);
    expect(test.model.mae).toBeLessThan(0.8 * test.baselines.persistence.mae);
    expect(epochs).toEqual(trained.fitted.losses.train.map((_, k) => k + 1));
  });

  it.each(ARCHITECTURES)('gives the same bytes for the same seed, others for another: $name', async (architecture) => {
    const some = drives.slice(0, 3).map(({ rows, name }) => asDrive(rows.slice(0, 200), name));
    const train = async (seed: number) => bytes(await trainModel(some, { ...OPTIONS, architecture, seed, epochs: 2 }));
    const first = await train(7);
    expect((await train(7)).equals(first)).toBe(true);
    expect((await train(8)).equals(first)).toBe(false);
  });

  it('adapts from what drives have in common with each preview that they are learnt from, which the card names', async () => {
    const some = drives.slice(0, 3).map(({ rows, name }) => asDrive(rows.slice(0, 200), name));
    const train = (learntPreviews?: TrainOptions['learntPreviews']) => {
      const options = { ...OPTIONS, architecture: responseLstm, epochs: 1, learntPreviews };
      return trainModel(some, options).then((trained) => makeCard(trained, options, new Date(0)));
    };
    const [one, same, two] = await Promise.all([train(), train(['recorded']), train(['recorded', 'hold'])]);
    expect(one.card.training.previews).toEqual(['recorded']);
    expect(same.card).toEqual(one.card);
    expect(two.card.training.previews).toEqual(['recorded', 'hold']);
    expect(two.card.adaptation).not.toEqual(one.card.adaptation);
  });

  it('takes batch size, learning rate and schedule of the user, and the card has the recipe', async () => {
    const some = drives.slice(0, 3).map(({ rows, name }) => asDrive(rows.slice(0, 120), name));
    const changes = { epochs: 2, batchSize: 50, learningRate: 0.01, schedule: 'one-cycle' } as const;
    const trained = await trainModel(some, { ...OPTIONS, ...changes });
    const own = await trainModel(some, { ...OPTIONS, epochs: 2 });
    expect(bytes(trained).equals(bytes(own))).toBe(false);
    const recipe = async (one: TrainedModel) => (await makeCard(one, OPTIONS, new Date(0))).card.training.recipe;
    expect(await recipe(trained)).toEqual({ ...sequenceLstm.recipe, ...changes });
    expect(await recipe(own)).toEqual({ ...sequenceLstm.recipe, epochs: 2, schedule: 'constant' });
  });

  it('fits scalers and bicycle on the training drives alone', async () => {
    const { parts, model, steadyState } = await trainModel(drives, { ...OPTIONS, epochs: 1 });
    const { train, test } = parts.drives;
    // What is outside of training may be anything: the same model but for the drives that it is validated on.
    const strange = drives.map((drive) =>
      test.includes(drive)
        ? asDrive(
            drive.rows.map((row) => ({ ...row, vEgo: row.vEgo + 30 })),
            drive.name,
          )
        : drive,
    );
    const again = await trainModel(strange, { ...OPTIONS, epochs: 1 });
    expect(again.parts.drives.train.map(({ name }) => name)).toEqual(train.map(({ name }) => name));
    expect(again.model.scalerX).toEqual(model.scalerX);
    expect(again.model.scalerY).toEqual(model.scalerY);
    expect(again.steadyState).toEqual(steadyState);
  });

  it("has no validation and every window in the article's split", async () => {
    const options: TrainOptions = { ...OPTIONS, architecture: seedLstm, split: 'seed', epochs: 2 };
    const { parts, fitted } = await trainModel([makeDrive(60)], options);
    expect(parts.scaled.times).toHaveLength(60 - 10);
    expect([parts.train.times.length, parts.test.times.length]).toEqual([47, 3]);
    expect(parts.validation).toBeUndefined();
    expect(fitted.losses).toMatchObject({ validation: [] });
    expect(fitted.bestEpoch).toBe(2);
  });

  it.each(ARCHITECTURES)('trains on features that never change: $name', async (architecture) => {
    const parked = [1, 2, 3].map((k) =>
      asDrive(
        makeDrive(40).rows.map((row) => ({ ...row, curvature: 0, vEgo: 0, steeringAngleDeg: -0.7 })),
        `${k}`,
      ),
    );
    const { model, predict, parts } = await trainModel(parked, { ...OPTIONS, architecture });
    if (architecture.inputs !== 'adapted') {
      // The mirror shows the last angle on both sides; nothing else moves.
      const std = CONTRACT.featureNames.map((name) =>
        architecture.recipe.mirror && name === 'steeringAngleDeg[i-1]' ? 0.7 : 1,
      );
      model.scalerX.std.forEach((one, c) => expect(one).toBeCloseTo(std[c]!, 12));
    }
    const angles = await predict(parts.test.features);
    for (const angle of angles.data) expect(Math.abs(angle + 0.7)).toBeLessThan(1);
  });

  it.each(ARCHITECTURES)('trains on one window alone, in a batch that is larger: $name', async (architecture) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => makeDrive(10, { name }));
    const { parts, fitted, predict, judged } = await trainModel([a!, b!, c!], { ...OPTIONS, architecture });
    expect((judged?.parts ?? parts).train.times).toHaveLength(1);
    expect(fitted.losses.train).toHaveLength(3);
    const angles = await predict(parts.test.features);
    expect(angles.data.every(Number.isFinite)).toBe(true);
  });

  describe('where the recipe says to train anew', () => {
    const some = drives.slice(0, 4).map(({ rows, name }) => asDrive(rows.slice(0, 200), name));
    const options: TrainOptions = { ...OPTIONS, architecture: responseLstm, epochs: 2 };
    const names = (of: readonly Drive[]) => of.map(({ name }) => name).sort();

    it('learns from every drive, and has its figures from a model that had not', async () => {
      const epochs: string[] = [];
      const onEpoch = ({ epoch, epochs: of, training, trainings }: TrainingReport) =>
        void epochs.push(`${epoch}/${of} of ${training}/${trainings}`);
      const trained = await trainModel(some, { ...options, onEpoch });
      const { judged, parts, contract } = trained;
      expect(names(parts.drives.train)).toEqual(names(some));
      expect(names([...judged!.parts.drives.train, ...parts.drives.validation, ...parts.drives.test])).toEqual(names(some)); // prettier-ignore
      expect(contract.adaptation).not.toEqual(judged!.contract.adaptation);
      const { card, test } = await makeCard(trained, options, new Date(0));
      expect(test).toEqual((await makeCard(judged!, options, new Date(0))).test);
      expect(card.training).toMatchObject({ anew: true, epochs: 2 });
      expect(card.interval).toEqual({ coverage: 0.8, quantiles: judged!.model.interval });
      expect(card.interval!.quantiles.every((one) => one > 0)).toBe(true);
      expect(test.coverage).toBeGreaterThan(0.5);
      expect(card.training.drives.train).toHaveLength(4);
      expect(epochs).toEqual(['1/2 of 1/2', '2/2 of 1/2', '1/2 of 2/2', '2/2 of 2/2']);
    });

    it('never learns from drives that are given to be tested on, and is trained once then', async () => {
      const epochs: string[] = [];
      const onEpoch = ({ epoch, epochs: of, trainings }: TrainingReport) =>
        void epochs.push(`${epoch}/${of} of ${trainings}`);
      const trained = await trainModel(some.slice(0, 3), { ...options, test: some.slice(3), onEpoch });
      const { parts, judged, model } = trained;
      expect(names(parts.drives.train)).toEqual(names(some.slice(0, 3)));
      expect(names(parts.drives.test)).toEqual(names(some.slice(3)));
      expect(judged).toBeUndefined();
      expect(epochs).toEqual(['1/2 of 1', '2/2 of 1']);
      expect(model.interval!.every((one) => one > 0)).toBe(true);
    });

    it('has the judged model where it is stopped while it trains anew', async () => {
      const controller = new AbortController();
      const onEpoch = ({ training }: TrainingReport) => void (training === 2 && controller.abort());
      const trained = await trainModel(some, { ...options, onEpoch, signal: controller.signal });
      expect(trained.fitted.interrupted).toBe(true);
      expect(trained.judged).toBeUndefined();
      expect(names(trained.parts.drives.train)).toHaveLength(2);
    });
  });

  it('refuses drives without a window, by their names and use', async () => {
    const short = [makeDrive(9, { name: 'a.csv' }), makeDrive(9, { name: 'b.csv' }), makeDrive(9, { name: 'c.csv' })];
    const refused = trainModel(short, OPTIONS);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(
      /^expected at least one window of 10 valid samples to train on, got none in [abc]\.csv$/,
    );
    const [long] = drives;
    const one = trainModel([long!, short[0]!, short[1]!], OPTIONS);
    await expect(one).rejects.toThrow(/expected at least one window .*, got none in [ab]\.csv$/);
  });
});

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

describe('makeCard', () => {
  let trained: TrainedModel;
  beforeAll(async () => {
    trained = await trainModel(drives.slice(0, 4), OPTIONS);
  });

  it('describes the model: contract, drives, losses, scores and ranges', async () => {
    const { card, test } = await makeCard(trained, OPTIONS, new Date('2024-05-06T07:08:09Z'));
    expect(card).toMatchObject({ ...CONTRACT, name: 'sequence-lstm', createdAt: '2024-05-06T07:08:09.000Z' });
    expect(card.training).toMatchObject({ engine: 'ort', seed: 1, epochs: 3, split: 'drive' });
    const { train, validation, test: tested } = card.training.drives;
    const names = [...train, ...validation, ...tested].map(({ name }) => name);
    expect(names.sort()).toEqual(drives.slice(0, 4).map(({ name }) => name).sort()); // prettier-ignore
    expect(card.metrics).toEqual({ test });
    const { columns, data } = trained.parts.train.features;
    card.featureNames.forEach((name, c) => {
      const column = data.filter((_, k) => k % columns === c);
      expect(card.ranges[name]).toEqual([column.reduce((a, b) => Math.min(a, b)), column.reduce((a, b) => Math.max(a, b))]); // prettier-ignore
    });
    const whole = { ...card, onnxSha256: '0'.repeat(64) };
    expect(parseModelCard(JSON.parse(JSON.stringify(whole)), 'card.json')).toEqual(whole);
  });

  it('has sixteen golden vectors from all over the training, which the exported model answers, and no other', async () => {
    const { card } = await makeCard(trained, OPTIONS, new Date(0));
    expect(card.golden).toHaveLength(16);
    expect(new Set(card.golden.map(({ features }) => features.join())).size).toBe(16);
    const own = await OnnxSession.load(bytes(trained));
    await verifyModel(own, card, 'own');
    await own.release();
    const other = await OnnxSession.load(encodeOnnxModel(linearGraph()));
    await expect(verifyModel(other, card, 'other')).rejects.toThrow('expected input features [N, 20]');
    await other.release();
  });
});
