import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../training/architectures/architecture.js';
import { Diverged } from '../../training/diverged.js';
import type { EpochReport, FitOptions } from '../../training/fit.js';
import { Random } from '../../training/random.js';
import { learningRateShare } from '../../training/schedule.js';
import { numbered, RECIPE, run, ScriptedTrainer } from './scripted-trainer.js';

/** With one window of validation, so that one loss is measured an epoch. */
const validated = (validation: number[], more: Partial<FitOptions> = {}) =>
  run(new ScriptedTrainer({ validation }), { validation: numbered(1), ...more });

describe('fit', () => {
  it('keeps the weights of the epoch with the lowest validation loss', async () => {
    const { weights, bestEpoch, losses } = await validated([5, 4, 2, 3, 2.5, 2, 1]);
    expect(bestEpoch).toBe(3);
    expect([...weights.steps!]).toEqual([3]);
    expect(losses.validation).toEqual([5, 4, 2, 3, 2.5, 2]); // three epochs without a better one: the end
    expect(losses.train).toHaveLength(6);
  });

  it('waits anew after each better epoch', async () => {
    const { bestEpoch, losses } = await validated([5, 6, 6, 4, 6, 6, 3, 6, 6, 6]);
    expect(bestEpoch).toBe(7);
    expect(losses.train).toHaveLength(10);
  });

  it('keeps the last epoch where each was better', async () => {
    const { weights, bestEpoch } = await validated([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect([bestEpoch, ...weights.steps!]).toEqual([10, 10]);
  });

  it('runs all epochs and keeps the last where there is no validation', async () => {
    const trainer = new ScriptedTrainer({ train: (step) => step });
    const { weights, bestEpoch, losses } = await run(trainer);
    expect([bestEpoch, ...weights.steps!]).toEqual([10, 10]);
    expect(losses).toEqual({ train: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], validation: [] });
    expect(trainer.measured).toEqual([]);
  });

  it.each([NaN, Infinity])('stops where the loss becomes %f: epoch, batch, largest gradient', async (loss) => {
    const trainer = new ScriptedTrainer({ train: (step) => (step === 8 ? loss : 1) });
    const diverged = run(trainer, { train: numbered(10) });
    await expect(diverged).rejects.toThrow(Diverged);
    await expect(diverged).rejects.toThrow(
      `the training loss became ${loss} in epoch 3, batch 2; the largest gradient is 7 (large)`,
    );
    expect(trainer.batches).toHaveLength(8);
  });

  it('gives no untrained weights for trained ones where the validation loss is never a number', async () => {
    await expect(validated(new Array<number>(10).fill(NaN))).rejects.toThrow('validation loss');
  });

  it('takes every window once an epoch, in an order of its own, the last batch as large as is left', async () => {
    const trainer = new ScriptedTrainer();
    await run(trainer, { train: numbered(10), recipe: { ...RECIPE, epochs: 6 } });
    expect(trainer.batches.map((batch) => batch.length)).toEqual(Array.from({ length: 6 }, () => [4, 4, 2]).flat());
    const orders = Array.from({ length: 6 }, (_, epoch) => trainer.batches.slice(3 * epoch, 3 * epoch + 3).flat());
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual([...numbered(10).features.data]);
    expect(new Set(orders.map((order) => order.join())).size).toBe(6);
  });

  it('takes the same order for the same seed', async () => {
    const [one, other] = [new ScriptedTrainer(), new ScriptedTrainer()];
    for (const trainer of [one, other]) await run(trainer, { train: numbered(10), random: new Random(9) });
    expect(one.batches).toEqual(other.batches);
  });

  it('takes all windows at once, in their order, where the batch is full', async () => {
    const trainer = new ScriptedTrainer();
    await run(trainer, { train: numbered(10), recipe: { ...RECIPE, batchSize: 'full', epochs: 2 } });
    expect(trainer.batches).toEqual([[...numbered(10).features.data], [...numbered(10).features.data]]);
  });

  it('sets the learning rate of every step by the schedule', async () => {
    const trainer = new ScriptedTrainer();
    const recipe: Recipe = { ...RECIPE, epochs: 5, learningRate: 2, schedule: 'one-cycle' };
    await run(trainer, { train: numbered(8), recipe });
    expect(trainer.rates).toEqual(Array.from({ length: 10 }, (_, k) => 2 * learningRateShare('one-cycle', k / 10)));
    await run(trainer, { recipe: { ...RECIPE, epochs: 1, learningRate: 7 } });
    expect(trainer.rates.at(-1)).toBe(7);
  });

  it('weighs the batches of an epoch by their windows', async () => {
    const trainer = new ScriptedTrainer({ train: (step) => [6, 3, 1][step - 1]! });
    const { losses } = await run(trainer, { train: numbered(9), recipe: { ...RECIPE, epochs: 1 } });
    expect(losses.train[0]).toBeCloseTo((4 * 6 + 4 * 3 + 1 * 1) / 9, 12);
  });

  it('measures the validation in parts, each window once, weighed by their windows', async () => {
    const windows = 4096 + 100;
    const trainer = new ScriptedTrainer({ validation: [2, 10] });
    const { losses } = await run(trainer, { validation: numbered(windows), recipe: { ...RECIPE, epochs: 1 } });
    expect(trainer.measured.flat()).toEqual([...numbered(windows).features.data]);
    expect(losses.validation[0]).toBeCloseTo((4096 * 2 + 100 * 10) / windows, 12);
  });

  it('reports each epoch, and waits for whoever reads the report', async () => {
    const reports: EpochReport[] = [];
    const trainer = new ScriptedTrainer({ train: (step) => step, validation: [5, 4] });
    const onEpoch = async (report: EpochReport) => {
      const before = trainer.batches.length;
      await setImmediate();
      await setImmediate();
      expect(trainer.batches).toHaveLength(before);
      reports.push(report);
    };
    await run(trainer, { validation: numbered(1), recipe: { ...RECIPE, epochs: 2 }, onEpoch });
    expect(reports).toEqual([
      { epoch: 1, epochs: 2, loss: 1, validationLoss: 5 },
      { epoch: 2, epochs: 2, loss: 2, validationLoss: 4 },
    ]);
  });

  it('ends with the error of whoever reads the report', async () => {
    const trainer = new ScriptedTrainer();
    const onEpoch = () => Promise.reject(new Error('interrupted'));
    await expect(run(trainer, { onEpoch })).rejects.toThrow('interrupted');
    expect(trainer.batches).toHaveLength(1);
  });
});
