import { describe, expect, it } from 'vitest';
import { bootstrapOverDrives } from '../../training/figures/bootstrap.js';
import { comfort } from '../../training/figures/comfort.js';
import { byCondition } from '../../training/figures/conditions.js';
import { figuresOf } from '../../training/figures/figures.js';
import { previewShares, tellPreview } from '../../training/figures/preview-shares.js';
import { tellMiss, worstMiss } from '../../training/figures/worst-miss.js';
import { evaluation, type ScoredStep } from '../../training/metrics.js';

/** A window whose angles are all `truth`, predicted as far off as asked. */
function scored(time: number, { truth = 0, error = 0, vEgo = 15, curvature = 0.01, half = 0 } = {}): ScoredStep {
  const five = (value: number) => Array<number>(5).fill(value);
  return {
    ...{ time, vEgo, curvature, actual: five(truth), predicted: five(truth + error) },
    interval: half > 0 ? { lower: five(truth + error - half), upper: five(truth + error + half) } : undefined,
    baselines: { persistence: five(truth + 1), linear: five(truth - 2), bicycle: five(truth + 4) },
  };
}

describe('bootstrapOverDrives', () => {
  const drive = (windows: number, model: number) => ({ windows, mae: { model } });
  const mae = (drives: Parameters<typeof bootstrapOverDrives>[0]) => bootstrapOverDrives(drives, (of) => of('model'));

  it('has no width where all drives agree, and covers the spread of those that do not', () => {
    expect(mae([drive(10, 2), drive(500, 2), drive(7, 2)])).toEqual([2, 2]);
    const [low, high] = mae(Array.from({ length: 40 }, (_, d) => drive(100, d % 2)))!;
    // the mean of 40 coins: 0.5, deviation 0.079, and 95 % within two of them
    expect(low).toBeCloseTo(0.5 - 1.96 * 0.079, 1);
    expect(high).toBeCloseTo(0.5 + 1.96 * 0.079, 1);
    expect(mae(Array.from({ length: 40 }, (_, d) => drive(100, d % 2)))).toEqual([low, high]);
  });

  it('weighs drives by their windows, and says nothing of fewer than three', () => {
    expect(mae([drive(1e6, 1), drive(1, 50), drive(1, 50)])![0]).toBeCloseTo(1, 1);
    expect(mae([drive(10, 1), drive(10, 2)])).toBeUndefined();
  });
});

describe('byCondition', () => {
  it('deals windows into bins of speed and curvature, either sign, with errors and coverage of each', () => {
    const bins = byCondition([
      scored(0, { vEgo: 9.99, curvature: -0.02, error: 1, half: 0.5 }),
      scored(1, { vEgo: 9.99, curvature: 0.3, error: 3, half: 5 }),
      scored(2, { vEgo: 30, curvature: 0, error: -2 }),
    ]);
    expect(bins).toEqual([
      {
        ...{ speed: [0, 10], curvature: [0.02, null], windows: 2, coverage: 0.5, maePerStep: [2, 2, 2, 2, 2] },
        baselines: { persistence: Array(5).fill(1), linear: Array(5).fill(2), bicycle: Array(5).fill(4) },
      },
      expect.objectContaining({ speed: [30, null], curvature: [0, 0.001], windows: 1, coverage: null }),
    ]);
  });
});

describe('comfort', () => {
  it('has rate and jerk of a wheel that is turned steadily, by hand', () => {
    // 20 m/s, 2500 deg·m and no understeer: δ = 50·t gives κ = 0.02·t, a = 8·t m/s², and a jerk of 8 m/s³.
    const steps = Array.from({ length: 40 }, (_, i) => {
      const curvature = (0.02 * i) / 10;
      const step = scored(i / 10, { truth: 50 * ((i + 1) / 10), vEgo: 20, curvature });
      return { ...step, baselines: { ...step.baselines, persistence: Array<number>(5).fill(2500 * curvature) } };
    });
    const { driven, predicted } = comfort([steps], 0.1);
    expect(driven.rateP99).toBeCloseTo(50, 6);
    expect(driven.jerkP99).toBeCloseTo(8, 3);
    expect(driven.beyondLimit).toBe(1);
    expect(predicted).toEqual(driven);
  });

  it('takes no change across a gap, and no jerk without a bend to tell the steering by', () => {
    const steps = [0, 0.1, 5, 5.1].map((time, i) => scored(time, { truth: i < 2 ? 0 : 90, curvature: 0 }));
    const { driven } = comfort([steps], 0.1);
    expect(driven).toEqual({ rateP99: 0, jerkP99: null, beyondLimit: null });
  });
});

describe('worstMiss', () => {
  const at = (time: number, error: number, predicted: number[]) => ({
    ...{ ...scored(time, { truth: 10, vEgo: 12.34, curvature: -0.0123 }), state: 'DEGRADED' as const },
    predicted: predicted.map((one) => 10 + error * one),
  });
  const drives = [
    { drive: 'a.csv', begin: 0, steps: [at(1, 1, [1, 0, 0, 2, 0]), at(2, 1, [0, 0, -3, 0, 0])] },
    { drive: 'b.csv', begin: 0, steps: [at(3, 1, [0, 2.9, 0, 0, 0])] },
  ];

  it('is the furthest angle of all, with when, where and in which state it was', () => {
    const miss = worstMiss(drives)!;
    expect(miss).toEqual({
      ...{ drive: 'a.csv', time: 2, sinceBegin: 2, step: 3, error: -3, actual: 10 },
      ...{ vEgo: 12.34, curvature: -0.0123, state: 'DEGRADED' },
    });
    const number = (value: number, digits: number) => value.toFixed(digits);
    expect(tellMiss(miss, number)).toBe(
      '3.0 deg too far to the right at step 3 from 2.0 s of a.csv (actual 10.0 deg), at 12.3 m/s and a curvature of -0.0123 1/m, DEGRADED',
    );
    expect(tellMiss({ ...miss, error: 3, state: undefined }, number)).toMatch(/^3\.0 deg too far to the left.* 1\/m$/);
  });

  it('has the interval of that step beside it, where there is one', () => {
    const interval = { lower: [-1, 0, 1, 2, 3], upper: [4, 5, 6, 7, 8] };
    const steps = [{ ...at(2, 1, [0, 0, -3, 0, 0]), interval }];
    const miss = worstMiss([{ drive: 'a.csv', begin: 0, steps }])!;
    expect(miss.interval).toEqual([1, 6]);
    expect(tellMiss(miss, (value, digits) => value.toFixed(digits))).toContain(
      '(actual 10.0 deg, 80 % interval 1.0 … 6.0)',
    );
  });

  it('is told since the start of a drive whose times are of another clock, with its own time beside', () => {
    const [a] = drives;
    const later = a!.steps.map((step) => ({ ...step, time: step.time + 1.7e9 }));
    const miss = worstMiss([{ drive: 'a.csv', begin: 1.7e9, steps: later }])!;
    expect(tellMiss(miss, (value, digits) => value.toFixed(digits))).toContain(
      'step 3 from 2.0 s of a.csv (actual 10.0 deg, t 1700000002.0 s)',
    );
  });

  it('is none where every angle was met, or there is no window', () => {
    expect(worstMiss([{ drive: 'a.csv', begin: 0, steps: [at(1, 0, [1, 1, 1, 1, 1])] }])).toBeNull();
    expect(worstMiss([])).toBeNull();
  });
});

describe('previewShares', () => {
  it('counts the steps by where their curvature ahead came from', () => {
    const steps = [...Array<'hold'>(6).fill('hold'), 'map' as const, 'lane' as const].map((preview) => ({ preview }));
    const shares = previewShares(steps)!;
    expect(shares).toEqual({ map: 0.125, lane: 0.125, hold: 0.75 });
    expect(tellPreview(shares)).toBe(
      'from the map at 12.5 % of the steps, from the lane that the camera sees at 12.5 %, held at 75.0 %',
    );
    expect(tellPreview(previewShares([{ preview: 'hold' }])!)).toBe('held at 100.0 % of the steps');
    expect(previewShares([{}, {}])).toBeNull();
    expect(previewShares([])).toBeNull();
  });
});

describe('figuresOf', () => {
  it('names the worst drive, the skill over each baseline, and how soon predictions were VALID', () => {
    const drives = [0.5, 0.25, 2].map((error, d) => ({
      ...{ drive: `${d}.csv`, begin: 0, steps: [scored(0, { error })], firstValid: d === 1 ? null : 0.4 },
    }));
    const figures = figuresOf(drives, evaluation(drives).drives, 0.1);
    expect(figures.worst).toEqual({ drive: '2.csv', ratio: 2 });
    const mae = (0.5 + 0.25 + 2) / 3;
    expect(figures.skill.persistence.value).toBeCloseTo(1 - mae, 12);
    expect(figures.skill.linear.value).toBeCloseTo(1 - mae / 2, 12);
    expect(figures.maeBounds![0]).toBeLessThan(mae);
    expect(figures.maeBounds![1]).toBeGreaterThan(mae);
    expect(figures.worstMiss).toMatchObject({ drive: '2.csv', step: 1, error: 2 });
    expect(figures.firstValid).toEqual({ median: 0.4, worst: null });
    expect(figures.states).toBeNull();
    const stated = drives.map((drive, d) => ({
      ...drive,
      steps: drive.steps.map((step) => ({ ...step, state: d === 0 ? ('VALID' as const) : ('DEGRADED' as const) })),
    }));
    expect(figuresOf(stated, evaluation(stated).drives, 0.1).states).toEqual({ VALID: 1 / 3, DEGRADED: 2 / 3 });
    const two = [drives[0]!, { ...drives[2]!, firstValid: 1.2 }];
    expect(figuresOf(two, evaluation(two).drives, 0.1).firstValid).toEqual({ median: 0.8, worst: 1.2 });
  });
});
