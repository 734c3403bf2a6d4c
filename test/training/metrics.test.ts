import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluation, score, scoreDrive, type ScoredStep } from '../../training/metrics.js';

describe('score', () => {
  // The example of scikit-learn's guide to r2_score and mean_absolute_error, by hand:
  // residuals 1.25 and 3, totals 217/6 and 98/3 around the columns' means 13/6 and −4/3.
  const actual = [
    [0.5, 1],
    [-1, 1],
    [7, -6],
  ];
  const predicted = [
    [0, 2],
    [-1, 2],
    [8, -5],
  ];

  it('gives the scores of a worked example, R² averaged over the steps with equal weight', () => {
    const { r2, mae, rmse, maePerStep } = score({ actual, predicted });
    expect(maePerStep).toEqual([0.5, 1]);
    expect(mae).toBe(0.75);
    expect(rmse).toBeCloseTo(Math.sqrt(4.25 / 6), 12);
    expect(r2).toBeCloseTo((1 - 1.25 / (217 / 6) + (1 - 3 / (98 / 3))) / 2, 12);
  });

  it('gives 1 and no error for the truth, 0 for its mean, less for worse', () => {
    expect(score({ actual, predicted: actual })).toEqual({ r2: 1, mae: 0, rmse: 0, maePerStep: [0, 0] });
    const mean = actual.map(() => [13 / 6, -4 / 3]);
    expect(score({ actual, predicted: mean }).r2).toBeCloseTo(0, 12);
    expect(score({ actual, predicted: actual.map(() => [100, 100]) }).r2).toBeLessThan(-100);
  });

  it('counts a step whose truth never changes as 1 when it is met exactly, else as 0', () => {
    const truth = (constant: number) => Array.from({ length: 3 }, (_, k) => [constant, k]);
    const missed = (constant: number) => truth(constant).map(([first, second], k) => [first! + k, second!]);
    expect(score({ actual: truth(2), predicted: truth(2) }).r2).toBe(1);
    expect(score({ actual: truth(2), predicted: missed(2) }).r2).toBe(0.5);
  });

  it('does so whatever rounding does to the mean of the constant', () => {
    const tenths = fc.integer({ min: -5000, max: 5000 }).map((value) => value / 10);
    fc.assert(
      fc.property(tenths, fc.integer({ min: 2, max: 50 }), (constant, windows) => {
        const truth = Array.from({ length: windows }, () => [constant]);
        expect(score({ actual: truth, predicted: truth.map(() => [constant + 1]) }).r2).toBe(0);
      }),
    );
  });

  it('takes views of typed arrays for predictions, as a model gives them', () => {
    const junk = Float32Array.of(9, 0, 2, -1, 2, 8, -5, 9);
    const views = [junk.subarray(1, 3), junk.subarray(3, 5), junk.subarray(5, 7)];
    expect(score({ actual, predicted: views })).toEqual(score({ actual, predicted }));
  });

  it('agrees with the definitions on any numbers', () => {
    const value = fc.integer({ min: -1e5, max: 1e5 }).map((n) => n / 100);
    const window = fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(window, { minLength: 2, maxLength: 30, size: 'max' }), (windows) => {
        const truth = windows.map((steps) => steps.map(([one]) => one));
        const answer = windows.map((steps) => steps.map(([, one]) => one));
        const steps = [0, 1, 2].map((k) => windows.map((_, w) => [truth[w]![k]!, answer[w]![k]!] as const));
        fc.pre(steps.every((step) => new Set(step.map(([y]) => y)).size > 1));
        const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
        const r2 = steps.map((step) => {
          const middle = mean(step.map(([y]) => y));
          return 1 - mean(step.map(([y, p]) => (y - p) ** 2)) / mean(step.map(([y]) => (y - middle) ** 2));
        });
        const scores = score({ actual: truth, predicted: answer });
        expect(Math.abs(scores.r2 - mean(r2))).toBeLessThan(1e-9 * mean(r2.map((one) => 1 + Math.abs(one))));
        expect(scores.mae).toBeCloseTo(mean(steps.flat().map(([y, p]) => Math.abs(y - p))), 8);
        expect(scores.rmse).toBeCloseTo(Math.sqrt(mean(steps.flat().map(([y, p]) => (y - p) ** 2))), 8);
      }),
    );
  });
});

const step = (actual: number, predicted: number, baseline: number): ScoredStep => ({
  time: 0,
  vEgo: 20,
  curvature: 0,
  actual: [actual],
  predicted: [predicted],
  baselines: { persistence: [baseline], linear: [baseline + 1], bicycle: [baseline + 2] },
});

describe('scoreDrive', () => {
  it('scores the model and each baseline over the same steps', () => {
    const { drive, windows, model, baselines, coverage } = scoreDrive('a', [step(1, 1.5, 1), step(3, 3.5, 3)]);
    expect([drive, windows, coverage]).toEqual(['a', 2, null]);
    expect([model, baselines.persistence, baselines.linear, baselines.bicycle].map(({ mae }) => mae)).toEqual([
      0.5, 0, 1, 2,
    ]);
  });
});

describe('evaluation', () => {
  it('weighs windows, not drives, in what it says of all', () => {
    const drives = [
      { drive: 'short', steps: [step(0, 4, 0)] },
      { drive: 'long', steps: [step(1, 1, 0), step(2, 2, 0), step(3, 3, 0)] },
    ];
    const { drives: each, all } = evaluation(drives);
    expect(each.map(({ drive, windows, model }) => [drive, windows, model.mae])).toEqual([
      ['short', 1, 4],
      ['long', 3, 0],
    ]);
    expect([all.drive, all.windows, all.model.mae]).toEqual(['all', 4, 1]);
  });
});
