import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredStep } from '../../../training/metrics.js';
import { binErrors, quantile } from '../../../training/report/bins.js';
import { extremeRows } from '../../../training/report/decimate.js';
import { exactScale, logScale, roundScale } from '../../../training/report/scale.js';
import { timelineData } from '../../../training/report/timeline-data.js';
import { endToEnd, nthStep } from '../../../training/report/trace.js';
import { syntheticDrive } from './fixture.js';

const states = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };

/** A step at a speed whose five errors are `error`, and twice that for the baselines. */
function scored(vEgo: number, error: number, time = 0): ScoredStep {
  const actual = [1, 2, 3, 4, 5];
  const doubled = actual.map((angle) => angle - 2 * error);
  const baselines = { persistence: doubled, linear: doubled, bicycle: doubled };
  return { time, vEgo, curvature: -0.01, actual, predicted: actual.map((angle) => angle + error), baselines };
}

describe('binErrors', () => {
  const bySpeed = { edges: [0, 5, 10, Infinity], signal: (step: ScoredStep) => step.vEgo, baseline: 'linear' } as const;

  it('counts windows from edge to edge, the lower edge included, and leaves empty bins out', () => {
    const steps = [0, 4.99, 10, 50].map((vEgo) => scored(vEgo, 1));
    const bins = binErrors(steps, bySpeed).map(({ from, to, windows }) => [from, to, windows]);
    expect(bins).toEqual([
      [0, 5, 2],
      [10, Infinity, 2],
    ]);
  });

  it('gives median and 90th percentile of the absolute errors of model and baseline', () => {
    const steps = Array.from({ length: 11 }, (_, k) => scored(3, k % 2 ? k : -k));
    const [bin] = binErrors(steps, bySpeed);
    expect(bin!.model.median).toBeCloseTo(5);
    expect(bin!.model.p90).toBeCloseTo(9);
    expect(bin!.baseline.median).toBeCloseTo(10);
  });
});

describe('quantile', () => {
  it('is linear between neighbours, as numpy has it', () => {
    expect(quantile([1, 2, 4], 0.5)).toBe(2);
    expect(quantile([1, 2, 4], 0.9)).toBeCloseTo(3.6);
    expect(quantile([7], 0.9)).toBe(7);
  });
});

describe('extremeRows', () => {
  const rows = fc.array(fc.option(fc.double({ min: -500, max: 500, noNaN: true })), { maxLength: 300 });

  it('keeps the highest and the lowest value of every signal, both ends and a break', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 40 }), (signal, buckets) => {
        const mirrored = signal.map((value) => (value === null ? null : -value));
        const kept = extremeRows([signal, mirrored], buckets).map((row) => signal[row] ?? null);
        const known = signal.filter((value) => value !== null);
        if (known.length > 0) expect(kept).toContain(Math.max(...known));
        if (known.length > 0) expect(kept).toContain(Math.min(...known));
        expect([kept.at(0), kept.at(-1)]).toEqual([signal.at(0), signal.at(-1)]);
        expect(kept.includes(null)).toBe(signal.includes(null));
      }),
    );
  });

  it('keeps at most four rows of a bucket for one signal, in order', () => {
    const kept = extremeRows([Array.from({ length: 10_000 }, (_, i) => Math.sin(i))], 100);
    expect(kept.length).toBeLessThanOrEqual(401);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
  });
});

describe('endToEnd', () => {
  it('breaks the line at a gap and at the next drive, and closes both', () => {
    const drive = {
      drive: 'a',
      sha256: '',
      reasons: new Map(),
      states,
      steps: [0, 0.1, 5, 5.1].map((time) => scored(1, 2, time)),
    };
    const { at, predicted, error } = endToEnd([drive, drive], 0.1, nthStep(0));
    expect(predicted).toEqual([3, 3, null, 3, 3, null, 3, 3, null, 3, 3]);
    expect(error.filter((value) => value !== null)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(at.at(-1)).toBeCloseTo(0.7);
  });
});

describe('timelineData', () => {
  it('puts every angle at the time that it is meant for', () => {
    const steps = [scored(9, 0.5, 2), scored(8, 0.25, 2.1)];
    const [drive] = timelineData([{ drive: 'a', sha256: '', reasons: new Map(), states, steps }], 0.1);
    expect(drive!.time).toEqual([2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7]);
    expect(drive!.signals.vEgo).toEqual([9, 8, null, null, null, null, null, null]);
    expect(drive!.signals.first).toEqual([null, 1.5, 1.25, null, null, null, null, null]);
    expect(drive!.signals.last).toEqual([null, null, null, null, null, 5.5, 5.25, null]);
    expect(drive!.signals.persistence).toEqual([null, null, null, null, null, 4, 4.5, null]);
  });

  it('has the intervals where the model has some, at the times that they are meant for', () => {
    const interval = { lower: [1, 1, 1, 1, 4], upper: [2, 3, 4, 5, 9] };
    const steps = [{ ...scored(9, 0.5, 2), interval }, scored(8, 0.25, 2.1)];
    const [drive] = timelineData([{ drive: 'a', sha256: '', reasons: new Map(), states, steps }], 0.1);
    expect(drive!.signals.firstUpper).toEqual([null, 2, null, null, null, null, null, null]);
    expect(drive!.signals.lastLower).toEqual([null, null, null, null, null, 4, null, null]);
  });

  it('breaks the lines in a gap', () => {
    const steps = [scored(9, 0, 0), scored(9, 0, 60)];
    const [drive] = timelineData([{ drive: 'a', sha256: '', reasons: new Map(), states, steps }], 0.1);
    const actualAt = (time: number) => drive!.signals.actual[drive!.time.indexOf(time)];
    expect([actualAt(0.5), actualAt(0.6), actualAt(60.1)]).toEqual([5, null, 1]);
  });

  it('tells an epoch’s time from a whole second', () => {
    const [drive] = timelineData(
      [{ drive: 'a', sha256: '', reasons: new Map(), states, steps: [scored(9, 0, 1631416514.7171)] }],
      0.1,
    );
    expect(drive!.origin).toBe(1631416514);
    expect(drive!.time[0]).toBe(0.717);
  });

  it('thins a long drive and keeps its peaks', () => {
    const long = syntheticDrive({ drive: 'long', seconds: 6000, seed: 1 });
    const spike = { ...long.steps[31_000]!, predicted: [0, 0, 0, 0, 999] };
    const steps = long.steps.map((step, i) => (i === 31_000 ? spike : step));
    const [drive] = timelineData([{ ...long, steps }], 0.1);
    expect(drive!.thinned).toBe(true);
    expect(drive!.time.length).toBeLessThanOrEqual(41_000);
    expect(Math.max(...drive!.signals.last.map(Number))).toBe(999);
  });
});

describe('scales', () => {
  it('put round ticks inside the range, or widen it to them', () => {
    expect(exactScale([0.4, 9.7], 5).ticks.map(({ text }) => text)).toEqual(['2', '4', '6', '8']);
    expect(roundScale([-0.11, 0.26], 4).ticks.map(({ text }) => text)).toEqual([
      '−0.2',
      '−0.1',
      '0.0',
      '0.1',
      '0.2',
      '0.3',
    ]);
    expect(roundScale([-0.11, 0.26], 4).place(0.3)).toBeCloseTo(1);
  });

  it('survive one value alone', () => {
    for (const scale of [exactScale([3, 3], 5), roundScale([3, 3], 5), roundScale([0, 0], 5), logScale([0.2, 0.2])]) {
      expect(scale.place(3)).not.toBeNaN();
      expect(scale.ticks.length).toBeGreaterThan(0);
    }
  });

  it('are logarithmic from a round mark below to one above', () => {
    const { place, ticks } = logScale([0.03, 0.9]);
    expect(ticks.map(({ value }) => value)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1]);
    expect([place(0.02), place(1)]).toEqual([0, 1]);
    expect(place(Math.sqrt(0.02))).toBeCloseTo(0.5);
  });
});
