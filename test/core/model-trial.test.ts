import { describe, expect, it } from 'vitest';
import { LEARNING_STEPS, ModelTrial, PROBATION_STEPS, SHADOW_STEPS } from '../../core/model-trial.js';

function run(trial: ModelTrial, steps: number, newError: number, oldError: number): ModelTrial {
  for (let s = 0; s < steps; s++) trial.step([newError, oldError], 0.5);
  return trial;
}

/** A trial whose new model has taken the old one's place. */
function onProbation(): ModelTrial {
  const trial = run(new ModelTrial(), SHADOW_STEPS, 1, 1);
  trial.swap();
  return trial;
}

describe('ModelTrial', () => {
  it('goes on in shadow for its steps, and then swaps', () => {
    const trial = run(new ModelTrial(), SHADOW_STEPS - 1, 1, 1);
    expect(trial.verdict).toBeUndefined();
    expect(run(trial, 1, 1, 1).verdict).toBe('swap');
  });

  it('does not swap to a model that is more than 10 % worse in shadow', () => {
    expect(run(new ModelTrial(), SHADOW_STEPS, 1.09, 1).verdict).toBe('swap');
    expect(run(new ModelTrial(), SHADOW_STEPS, 1.11, 1).verdict).toBe('back');
  });

  it('counts nothing while a new model learns the car, on each of the grids', () => {
    for (const grids of [1, 4]) {
      const trial = run(new ModelTrial({ grids }), grids * LEARNING_STEPS, 100, 1);
      expect(run(trial, grids * (SHADOW_STEPS - LEARNING_STEPS) - 1, 1, 1).verdict).toBeUndefined();
      expect(run(trial, 1, 1, 1).verdict).toBe('swap');
      expect(trial.figures).toMatchObject({ newMae: 1, oldMae: 1 });
    }
  });

  it('waits in shadow until a truth came by, but for a model that has been in use before', () => {
    const [trial, back] = [new ModelTrial(), new ModelTrial({ isReturn: true })];
    for (let s = 0; s < 2 * SHADOW_STEPS; s++) for (const one of [trial, back]) one.step(undefined, 0.5);
    expect(trial.verdict).toBeUndefined();
    expect(back.verdict).toBe('swap');
    expect(back.figures).toMatchObject({ scored: 0, newMae: NaN, oldMae: NaN, disagreement: 0.5 });
    expect(run(trial, 1, 1, 1).verdict).toBe('swap');
  });

  it('waits on probation for scored steps, however many go unscored', () => {
    const trial = run(onProbation(), PROBATION_STEPS - 1, 2, 1);
    for (let s = 0; s < 1000; s++) trial.step(undefined, undefined);
    expect(trial.verdict).toBeUndefined();
    expect(run(trial, 1, 2, 1).verdict).toBe('back');
  });

  it('keeps a model that is at most 10 % worse on probation, and takes back one that is worse', () => {
    expect(run(onProbation(), PROBATION_STEPS, 1.09, 1).verdict).toBe('keep');
    expect(run(onProbation(), PROBATION_STEPS, 1.11, 1).verdict).toBe('back');
  });

  it('tells its figures for each phase apart', () => {
    const trial = run(onProbation(), 10, 2, 1);
    expect(trial.figures).toEqual({ steps: 10, scored: 10, newMae: 2, oldMae: 1, disagreement: 0.5 });
  });
});
