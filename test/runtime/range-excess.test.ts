import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { predict } from '../../runtime/predict.js';
import { RangeExcess } from '../../runtime/range-excess.js';
import { RangeExcesses } from '../../runtime/range-excesses.js';
import { CARD, FakePredictor } from './fake-predictor.js';
import { makeRow } from './make-rows.js';
import { collect } from './operator-contract.js';

const CAR = {
  featureNames: ['curvature[i-1]', 'vEgo[i-2]', 'vEgo[i-1]', 'curvature[i+0]', 'forecastChangeDeg[i+0]'],
  ranges: {
    'vEgo[i-2]': [0.4, 30],
    'vEgo[i-1]': [0.5, 29],
    'curvature[i-1]': [-0.02, 0.02],
    'curvature[i+0]': [-0.03, 0.03],
    'forecastChangeDeg[i+0]': [-8, 8],
  } satisfies Record<string, [number, number]>,
};
function lines(...steps: number[][]): string[] {
  const excess = new RangeExcess(CAR);
  for (const step of steps) excess.add(step);
  return excess.lines;
}

describe('what left the range of training', () => {
  it('is nothing where all was within it, and within what a conversion of units rounds', () => {
    expect(lines()).toEqual([]);
    expect(lines([0.02, 30, 29, 0.03, 8], [0, 30 + 1e-6, 0.5 - 1e-6, 0, 0])).toEqual([]);
  });

  it('is told of each input: in how many steps, how far, and what training saw', () => {
    const fast = [0, 31, 31.25, 0, 0]; // twice the speed in one step
    expect(lines(fast, [0, 36.24, 28, 0, 0], [0.01, 20, 20, 0.2, 9], [0.0250001, 20, 20, 0.02, -7])).toEqual([
      'OUT_OF_RANGE: curvature in 2 steps, up to 0.2 1/m (trained: -0.03 to 0.03)',
      'OUT_OF_RANGE: speed in 2 steps, up to 36.24 m/s (trained: 0.4 to 30)',
      'OUT_OF_RANGE: forecastChangeDeg in 1 step, up to 9 deg (trained: -8 to 8)',
    ]);
  });

  it('is told on both sides, each beside the bound that it left', () => {
    expect(lines([0, 0.1, 31, 0, 0], [0, 31.5, 0.2, 0, 0])).toEqual([
      'OUT_OF_RANGE: speed in 2 steps, down to 0.1 and up to 31 m/s (trained: 0.4 to 29)',
    ]);
    expect(lines([-0.5, 1, 1, 0, 0])).toEqual([
      'OUT_OF_RANGE: curvature in 1 step, down to -0.5 1/m (trained: -0.02 to 0.02)',
    ]);
  });

  it('has digits enough to tell a value from the bound', () => {
    expect(lines([0, 30.0004, 20, 0, 0])).toEqual([
      'OUT_OF_RANGE: speed in 1 step, up to 30.0004 m/s (trained: 0.4 to 30)',
    ]);
    expect(lines([0, 20, Infinity, 0, 0])).toEqual([
      'OUT_OF_RANGE: speed in 1 step, up to Infinity m/s (trained: 0.5 to 29)',
    ]);
  });

  it('hears of the steps that are OUT_OF_RANGE, and of no other', async () => {
    const excesses = new RangeExcesses();
    const steps = [5, 101, -104.5, 100, NaN].map((value, k) => ({
      sample: makeRow(k),
      reasons: [],
      features: new Float64Array(CARD.featureNames.length).fill(3).with(1, value),
    }));
    const predictions = await collect(from(steps).pipe(predict(new FakePredictor(() => [1, 2, 3]), { excesses })));
    expect(predictions.map(({ reasons }) => reasons.includes('OUT_OF_RANGE'))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(excesses.of(CARD).lines).toEqual([
      'OUT_OF_RANGE: curvature in 2 steps, down to -104.5 and up to 101 1/m (trained: -100 to 100)',
    ]);
  });
});
