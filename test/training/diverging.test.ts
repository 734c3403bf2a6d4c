import { describe, expect, it } from 'vitest';
import { loadEngine, type EngineChoice } from '../../training/engines/engines.js';
import { Diverged, largestGradient } from '../../training/diverged.js';
import { fit } from '../../training/fit.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import { initialWeights, Random } from '../../training/random.js';
import { makeBatch, SMALL } from './make-batch.js';

describe('a training with an absurd learning rate', () => {
  it.each<EngineChoice>(['ort', 'tfjs'])('ends with epoch, batch and largest gradient: %s', async (choice) => {
    const random = new Random(1);
    const weights = initialWeights(seedLstm.parameters(SMALL), random);
    const learningRate = 1e30;
    const trainer = (await loadEngine(choice)).trainer({ architecture: seedLstm, sizes: SMALL, weights, learningRate });
    const recipe = { ...seedLstm.recipe, epochs: 5, learningRate, batchSize: 8 };
    const diverged = fit({ trainer, train: makeBatch(24, SMALL), recipe, random });
    await expect(diverged).rejects.toThrow(Diverged);
    await expect(diverged).rejects.toThrow(
      /^the training loss became (Infinity|NaN) in epoch 1, batch 2; the largest gradient is (NaN|[\d.e+]+|Infinity) \((lstm[01]|output)\.\w+\)$/,
    );
    // What is left is what there was before the step.
    for (const values of Object.values(trainer.weights)) expect(values.every(Number.isFinite)).toBe(true);
    await trainer.dispose();
  });
});

describe('largestGradient', () => {
  it.each([
    [{ a: [1, -3], b: [2] }, 'the largest gradient is 3 (a)'],
    [{ a: [1, -3], b: [-Infinity] }, 'the largest gradient is Infinity (b)'],
    [{ a: [Infinity], b: [1, NaN] }, 'the largest gradient is NaN (b)'],
  ])('%j: %s', (gradient, expected) => {
    const typed = Object.entries(gradient).map(([name, values]) => [name, Float32Array.from(values)] as const);
    expect(largestGradient(Object.fromEntries(typed))).toBe(expected);
  });
});
