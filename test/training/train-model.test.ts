import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import type { Drive } from '../../drives/drive.js';
import { ARCHITECTURES } from '../../training/architectures/catalogue.js';
import { responseLstm } from '../../training/architectures/response-lstm.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import { makeCard } from '../../training/make-card.js';
import { trainModel, type TrainedModel, type TrainingReport, type TrainOptions } from '../../training/train-model.js';
import { asDrive, CONTRACT, makeDrive } from './make-drive.js';
import { bytes, drives, OPTIONS } from './small-training.js';

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
      expect(names([...judged!.parts.drives.train, ...parts.drives.validation, ...parts.drives.test])).toEqual(
        names(some),
      );
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
