import { describe, expect, it } from 'vitest';
import { RollingErrors } from '../../core/rolling-errors.js';

const HORIZON = { dt: 0.1, horizonSteps: 3 };
const maeOf = (rolling: RollingErrors, predictor: number) => {
  const mae: number[] = [];
  rolling.writeMae(predictor, mae);
  return mae;
};

describe('RollingErrors', () => {
  it('scores step k against the sample k steps later, by hand', () => {
    const rolling = new RollingErrors(2, HORIZON);
    rolling.learn(0, [
      [1, 2, 3],
      [0, 0, 0],
    ]);
    for (const truth of [1.5, 4, 10]) {
      expect(rolling.truths).toBe(0);
      rolling.learn(truth, undefined);
    }
    expect(rolling.truths).toBe(1);
    expect(maeOf(rolling, 0)).toEqual([0.5, 2, 7]);
    expect(maeOf(rolling, 1)).toEqual([1.5, 4, 10]);
  });

  it('forgets: after 30 s the errors before count a third of what they did', () => {
    const rolling = new RollingErrors(1, { dt: 0.1, horizonSteps: 1 });
    const drive = (steps: number, error: number) => {
      for (let i = 0; i < steps; i++) {
        rolling.learn(0, [[error]]);
      }
    };
    drive(3000, 1);
    drive(301, 0); // the first of which is the truth of the last before
    expect(maeOf(rolling, 0)[0]).toBeCloseTo(Math.exp(-1), 3);
    drive(3000, 0);
    expect(maeOf(rolling, 0)[0]).toBeLessThan(1e-3);
  });

  it('scores nothing across a restart', () => {
    const rolling = new RollingErrors(1, HORIZON);
    rolling.learn(0, [[1, 1, 1]]);
    rolling.learn(undefined, undefined);
    rolling.learn(100, undefined);
    expect(maeOf(rolling, 0)).toEqual([NaN, NaN, NaN]);
    expect(rolling.truths).toBe(0);
  });

  it('has the share of truths inside the intervals, where there were any', () => {
    const rolling = new RollingErrors(1, { dt: 0.1, horizonSteps: 1 });
    expect(rolling.hasCoverage).toBe(false);
    const bounds = { lower: [-1], upper: [1] };
    rolling.learn(undefined, [[0]], bounds);
    for (let i = 0; i < 3; i++) rolling.learn(1, [[0]], bounds);
    rolling.learn(2, [[0]]);
    rolling.learn(5, undefined); // no interval: no miss
    const coverage: number[] = [];
    rolling.writeCoverage(coverage);
    expect(rolling.hasCoverage).toBe(true);
    expect(coverage[0]).toBeCloseTo(0.75, 2);
  });
});
