import { describe, expect, it } from 'vitest';
import type { FitProgress } from '../../training/fit.js';
import { Random } from '../../training/random.js';
import { numbered, RECIPE, run, ScriptedTrainer } from './scripted-trainer.js';

/** Aborted while step `after` runs. */
function interruptedAt(after: number) {
  const controller = new AbortController();
  const trainer = new ScriptedTrainer({
    train: (step) => {
      if (step === after) controller.abort(new Error('stopped by the user'));
      return step;
    },
    validation: [5, 4, 6, 6],
  });
  return { trainer, signal: controller.signal };
}

describe('fit, interrupted', () => {
  const three = { train: numbered(10) }; // batches an epoch

  it('ends after the running step with the best epoch so far', async () => {
    const { trainer, signal } = interruptedAt(11);
    const result = await run(trainer, { ...three, validation: numbered(1), signal });
    expect(trainer.batches).toHaveLength(11);
    expect(result).toMatchObject({ bestEpoch: 2, interrupted: true });
    expect([...result.weights.steps!]).toEqual([6]);
    expect(result.losses.validation).toEqual([5, 4, 6]);
  });

  it('has the last whole epoch where there is no validation', async () => {
    const { trainer, signal } = interruptedAt(8);
    const result = await run(trainer, { ...three, signal });
    expect([result.bestEpoch, ...result.weights.steps!]).toEqual([2, 6]);
    expect(result.losses.train).toHaveLength(2);
  });

  it.each([1, 2])('before an epoch has ended throws the reason, after step %i', async (after) => {
    const { trainer, signal } = interruptedAt(after);
    await expect(run(trainer, { ...three, signal })).rejects.toThrow('stopped by the user');
    expect(trainer.batches).toHaveLength(after);
  });

  it('with the last step of all is not interrupted any more', async () => {
    const { trainer, signal } = interruptedAt(3);
    const result = await run(trainer, { ...three, recipe: { ...RECIPE, epochs: 1 }, signal });
    expect(result).toMatchObject({ bestEpoch: 1, interrupted: false });
  });
});

describe('fit, resumed', () => {
  const validation = [5, 4, 6, 3, 6, 6, 6, 6];

  it('from any epoch comes to the same batches, losses and weights', async () => {
    const saved: FitProgress[] = [];
    const onProgress = (progress: FitProgress) => Promise.resolve(void saved.push(progress));
    const options = { train: numbered(10), validation: numbered(1) };
    const whole = new ScriptedTrainer({ train: (step) => step, validation });
    const expected = await run(whole, { ...options, onProgress });
    expect(saved).toHaveLength(expected.losses.train.length);
    for (const [k, from] of saved.entries()) {
      const done = k + 1;
      const trainer = new ScriptedTrainer({ train: (step) => 3 * done + step, validation: validation.slice(done) });
      expect(await run(trainer, { ...options, from, random: new Random(77) })).toEqual(expected);
      expect(trainer.batches).toEqual(whole.batches.slice(3 * done));
    }
  });

  it('keeps what it was resumed from', async () => {
    const saved: FitProgress[] = [];
    const onProgress = (progress: FitProgress) => Promise.resolve(void saved.push(progress));
    await run(new ScriptedTrainer(), { onProgress, recipe: { ...RECIPE, epochs: 2 } });
    const before = structuredClone(saved[0]!);
    await run(new ScriptedTrainer(), { from: saved[0]! });
    expect(saved[0]).toEqual(before);
  });
});
