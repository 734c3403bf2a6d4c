import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { dense, dropout, lstmLayer, type Architecture } from '../../../training/architectures/architecture.js';
import { ARCHITECTURES } from '../../../training/architectures/catalogue.js';
import { seedLstm } from '../../../training/architectures/seed-lstm.js';
import { sequenceLstm } from '../../../training/architectures/sequence-lstm.js';
import { loadEngine } from '../../../training/engines/engines.js';
import { lstm } from '../../../training/lstm.js';
import { OrtTrainer } from '../../../training/engines/ort-trainer.js';
import { initialWeights, Random } from '../../../training/random.js';
import type { Batch, Trainer, TrainerOptions } from '../../../training/engines/trainer.js';
import { makeBatch, SMALL, smallSizes } from '../make-batch.js';
import { largestDifference } from '../graph/run-graph.js';

/** The article's network with dropout between its layers, for all steps alike, and before the output. */
const withDropout: Architecture = {
  ...seedLstm,
  name: 'with-dropout',
  forward(ops, parameters, features, sizes) {
    const { hiddenSize, features: width } = sizes;
    const layer = (name: string, inputSize: number) =>
      lstmLayer(parameters, name, { inputSize, hiddenSize, length: 1 });
    const first = lstm(ops, ops.reshape(features, [1, -1, width]), layer('lstm0', width));
    const second = lstm(ops, dropout(ops, first.outputs, 0.25), layer('lstm1', hiddenSize));
    return dense(ops, parameters, 'output', dropout(ops, ops.reshape(second.outputs, [-1, hiddenSize]), 0.5));
  },
};

const options = (more: Partial<TrainerOptions> = {}): TrainerOptions => {
  const architecture = more.architecture ?? seedLstm;
  const sizes = smallSizes(architecture);
  const weights = initialWeights(architecture.parameters(sizes), new Random(3));
  return { architecture, sizes, weights, learningRate: 1e-2, ...more };
};

const rowsOf = ({ features, targets }: Batch, rows: number): Batch => ({
  features: { ...features, rows, data: features.data.slice(0, rows * features.columns) },
  targets: { ...targets, rows, data: targets.data.slice(0, rows * targets.columns) },
});

async function train(trainer: Trainer, batches: readonly Batch[]) {
  const losses: number[] = [];
  for (const batch of batches) losses.push(await trainer.step(batch));
  const { weights } = trainer;
  await trainer.dispose();
  return { losses, weights };
}

describe('OrtTrainer trains as tfjs does', () => {
  const cases: [string, Partial<TrainerOptions>][] = [
    ...ARCHITECTURES.map((architecture): [string, Partial<TrainerOptions>] => [architecture.name, { architecture }]),
    ['AdamW', { weightDecay: 0.1 }],
    ['clipped gradients', { maxGradientNorm: 0.01 }],
    ['gradients below the limit', { maxGradientNorm: 100 }],
    ['dropout', { architecture: withDropout, seed: 5 }],
    ['Huber', { loss: { kind: 'huber', delta: 0.3 } }],
    ['one quantile', { loss: { kind: 'pinball', quantiles: [0.9] } }],
    ['a quantile a column', { loss: { kind: 'pinball', quantiles: [0.1, 0.3, 0.5, 0.7, 0.9] } }],
  ];
  it.each(cases)('%s', async (_, more) => {
    // Full batches, then a smaller one that is filled up with rows that don't count.
    const whole = makeBatch(16, options(more).sizes);
    const batches = [...Array.from({ length: 20 }, () => whole), rowsOf(whole, 5), rowsOf(whole, 1), whole];
    const ort = await train(new OrtTrainer(options(more)), batches);
    const tfjs = await train((await loadEngine('tfjs')).trainer(options(more)), batches);
    expect(largestDifference(ort.losses, tfjs.losses)).toBeLessThan(1e-5);
    for (const [name, values] of Object.entries(tfjs.weights)) {
      expect(largestDifference(ort.weights[name]!, values), name).toBeLessThan(1e-4);
    }
    expect(ort.losses.at(-1)).toBeLessThan(ort.losses[0]!);
  });
});

describe('OrtTrainer', () => {
  const batch = makeBatch(16, SMALL);

  it('gives the same weights from the same start, on one thread and on two', async () => {
    const batches = Array.from({ length: 30 }, () => makeBatch(1100, SMALL));
    const [one, again, two] = await Promise.all(
      [1, 1, 2].map((threads) => train(new OrtTrainer(options(), { threads }), batches)),
    );
    expect(again).toEqual(one);
    expect(two).toEqual(one);
  });

  it.each([
    ['blocks that are full', 1024, {}],
    ['blocks that are not', 1300, { maxGradientNorm: 0.01 }],
    ['masks and a decay', 1100, { architecture: withDropout, weightDecay: 0.1, seed: 5 }],
  ])('takes more windows than a block as tfjs takes them: %s', async (_, rows, more) => {
    const whole = makeBatch(rows, SMALL);
    const batches = [whole, whole, rowsOf(whole, 600), rowsOf(whole, 100), whole];
    const ort = await train(new OrtTrainer(options(more)), batches);
    const tfjs = await train((await loadEngine('tfjs')).trainer(options(more)), batches);
    expect(largestDifference(ort.losses, tfjs.losses)).toBeLessThan(1e-5);
    for (const [name, values] of Object.entries(tfjs.weights)) {
      expect(largestDifference(ort.weights[name]!, values), name).toBeLessThan(1e-4);
    }
  });

  it('measures the gradient of more windows than a block as tfjs does', async () => {
    const many = makeBatch(1300, SMALL);
    const [ort, tfjs] = [new OrtTrainer(options()), (await loadEngine('tfjs')).trainer(options())];
    const [gradient, expected] = [await ort.gradient(many), await tfjs.gradient(many)];
    for (const [name, values] of Object.entries(expected)) {
      expect(largestDifference(gradient[name]!, values), name).toBeLessThan(1e-6);
    }
    for (const one of [ort, tfjs]) await one.dispose();
  });

  it('follows a learning rate that changes between steps', async () => {
    const still = new OrtTrainer(options({ weightDecay: 0.1 }));
    still.learningRate = 0;
    await still.step(batch);
    expect(still.weights).toEqual(options().weights);
    still.learningRate = 1e-2;
    await still.step(batch);
    expect(still.weights).not.toEqual(options().weights);
    await still.dispose();
  });

  it('leaves its weights alone while it measures a loss or a gradient', async () => {
    const trainer = new OrtTrainer(options());
    const loss = await trainer.loss(batch);
    await trainer.gradient(batch);
    expect(trainer.weights).toEqual(options().weights);
    expect(await trainer.step(batch)).toBeCloseTo(loss, 6);
    await trainer.dispose();
  });

  it('measures the loss of more windows than it takes at once', async () => {
    const many = makeBatch(1300, SMALL);
    const trainer = new OrtTrainer(options());
    const [loss, tfjs] = [await trainer.loss(many), await (await loadEngine('tfjs')).trainer(options()).loss(many)];
    expect(loss).toBeCloseTo(tfjs, 5);
    await trainer.dispose();
  });

  it('trains on one window, and on features that never change', async () => {
    for (const rows of [1, 16]) {
      const some = rowsOf(batch, rows);
      some.features.data.fill(0); // as a constant feature is once it is scaled
      const { losses, weights } = await train(
        new OrtTrainer(options()),
        Array.from({ length: 50 }, () => some),
      );
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      expect(Object.values(weights).every((values) => values.every(Number.isFinite))).toBe(true);
    }
  });

  it.each(['ort', 'tfjs'] as const)('drops out by its seed, and only in a step: %s', async (choice) => {
    const engine = await loadEngine(choice);
    const run = (seed: number) =>
      train(engine.trainer(options({ architecture: withDropout, seed })), [batch, batch, batch]);
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).losses).not.toEqual((await run(2)).losses);
    const [dropping, whole] = [engine.trainer(options({ architecture: withDropout })), engine.trainer(options())];
    expect(await dropping.loss(batch)).toBe(await whole.loss(batch));
    expect(await dropping.gradient(batch)).toEqual(await whole.gradient(batch));
    expect(await dropping.step(batch)).not.toBe(await whole.step(batch));
    for (const one of [dropping, whole]) await one.dispose();
  });

  it('takes a batch that is larger than those before it', async () => {
    const growing = [rowsOf(batch, 4), batch, rowsOf(batch, 4)];
    const grown = await train(new OrtTrainer(options()), growing);
    const tfjs = await train((await loadEngine('tfjs')).trainer(options()), growing);
    expect(largestDifference(grown.losses, tfjs.losses)).toBeLessThan(1e-5);
  });

  it('keeps its memory over many steps', async () => {
    const trainer = new OrtTrainer(options(), { threads: 1 });
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void; // as: what the flag exposes
    const run = async (steps: number) => {
      for (let k = 0; k < steps; k++) await trainer.step(batch);
      // What a collection frees outside of the heap is given back in a later turn of the event loop.
      for (let turn = 0; turn < 5; turn++) {
        collectGarbage();
        await setImmediate();
      }
      return process.memoryUsage().external;
    };
    const [before, after] = [await run(500), await run(5000)];
    expect(after - before).toBeLessThan(50_000); // 10 bytes a step
    await trainer.dispose();
  });

  it.each(['ort', 'tfjs'] as const)('goes on from a state as if it had never stopped: %s', async (choice) => {
    const engine = await loadEngine(choice);
    const some = options({ architecture: withDropout, weightDecay: 0.01, maxGradientNorm: 0.5 });
    const batches = Array.from({ length: 30 }, (_, k) => rowsOf(batch, 16 - ((k + 2) % 3)));
    const whole = engine.trainer(some);
    const begun = engine.trainer(some);
    for (const one of batches.slice(0, 19)) await begun.step(one);
    const state = await begun.state();
    const kept = structuredClone(state);
    await begun.step(batch);
    expect(state).toEqual(kept); // a copy
    const fresh = { ...some, weights: initialWeights(seedLstm.parameters(SMALL), new Random(99)) };
    const resumed = engine.trainer(fresh);
    await resumed.restore(state);
    const [one, other] = [await train(whole, batches), await train(resumed, batches.slice(19))];
    expect(other.losses).toEqual(one.losses.slice(19));
    expect(other.weights).toEqual(one.weights);
    expect(state).toEqual(kept);
    await begun.dispose();
  });

  it.each(['ort', 'tfjs'] as const)('goes on from a state before the first step: %s', async (choice) => {
    const engine = await loadEngine(choice);
    const resumed = engine.trainer(options());
    await resumed.restore(await engine.trainer(options()).state());
    expect(await train(resumed, [batch, batch])).toEqual(await train(engine.trainer(options()), [batch, batch]));
  });

  it.each(['ort', 'tfjs'] as const)('refuses the state of another architecture: %s', async (choice) => {
    const engine = await loadEngine(choice);
    const other = engine.trainer(options({ architecture: sequenceLstm }));
    await expect(engine.trainer(options()).restore(await other.state())).rejects.toThrow(
      /^expected the weights of seed-lstm: expected lstm0\.weightIh \[20, 16\], got no values; /,
    );
  });

  it.each(['ort', 'tfjs'] as const)('changes nothing by a step that is not finite: %s', async (choice) => {
    const trainer = (await loadEngine(choice)).trainer(options());
    await trainer.step(batch);
    const { weights } = trainer;
    const huge = rowsOf(batch, 16);
    huge.targets.data.fill(1e30); // its square is beyond float32
    expect(await trainer.step(huge)).toBe(Infinity);
    expect(trainer.weights).toEqual(weights);
    expect(Number.isFinite(await trainer.step(batch))).toBe(true);
    await trainer.dispose();
  });

  it.each(['ort', 'tfjs'] as const)('refuses the weights of another architecture: %s', async (choice) => {
    const engine = await loadEngine(choice);
    const { weights } = options({ architecture: sequenceLstm });
    expect(() => engine.trainer({ ...options(), weights })).toThrow(
      /^expected the weights of seed-lstm: expected lstm0\.weightIh \[20, 16\], got no values; .*expected no other parameter, got encoder\.weightIh/,
    );
  });
});
