import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GridSampler } from '../../core/sampling.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { readDrive } from '../../drives/read-drive.js';
import { REAL_DRIVES } from '../drives/real-drives.js';

const DT = 0.1;

function sample(rows: readonly VehicleSample[], dt = DT): { samples: VehicleSample[]; gaps: number } {
  const sampler = new GridSampler(dt);
  return { samples: rows.flatMap((row) => sampler.push(row)), gaps: sampler.gaps };
}

const makeRow = (time: number, k: number): VehicleSample => ({
  time,
  curvature: k,
  vEgo: k,
  steeringAngleDeg: k,
  valid: true,
});

const withoutTime = (row: VehicleSample) => ({ ...row, time: 0 });

/** Rows from 1 ms to 0.4 s apart, from a time as in a log of today; each row's values are its number. */
const anyRows = fc
  .tuple(
    fc.integer({ min: 0, max: 1.7e9 }),
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 80 }),
  )
  .map(([start, steps]) => {
    let milliseconds = 0;
    return [0, ...steps].map((step, k) => makeRow(start + (milliseconds += step) / 1000, k));
  });

describe('GridSampler', () => {
  it('gives the first row as it is', () => {
    expect(sample([makeRow(3.21, 0)]).samples).toEqual([makeRow(3.21, 0)]);
    expect(sample([]).samples).toEqual([]);
  });

  it('gives rising times on the grid t0 + k·dt', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const steps = sample(rows).samples.map(({ time }) => (time - rows[0]!.time) / DT);
        for (const step of steps) expect(Math.abs(step - Math.round(step)) * DT).toBeLessThan(2e-6);
        steps.forEach((step, k) => expect(Math.round(step)).toBeGreaterThan(k === 0 ? -1 : Math.round(steps[k - 1]!)));
      }),
    );
  });

  it('carries at each grid time the last row at or before it', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        for (const { time, vEgo } of sample(rows).samples) {
          const last = rows.findLastIndex((row) => row.time <= time + 1.5e-6);
          expect(vEgo).toBe(last);
        }
      }),
    );
  });

  it('gives every grid time between rows that are close, and none between rows that are not', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { samples, gaps } = sample(rows);
        const pauses = rows.slice(1).map((row, k) => [rows[k]!.time, row.time] as const);
        const isGap = ([from, to]: readonly [number, number]) => to - from > 1.5 * DT + 1e-6;
        expect(gaps).toBe(pauses.filter(isGap).length);
        const times = Array.from({ length: 400 }, (_, k) => rows[0]!.time + k * DT);
        for (const time of times.filter((t) => t < rows.at(-1)!.time - 1e-5)) {
          const onRow = rows.some((row) => Math.abs(row.time - time) < 1e-5);
          const inGap = pauses.some((pause) => isGap(pause) && pause[0] < time && time < pause[1]);
          const given = samples.some((one) => Math.abs(one.time - time) < 1e-5);
          expect(given).toBe(onRow || !inGap);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is causal: what it has given is not changed by later rows', () => {
    fc.assert(
      fc.property(anyRows, anyRows, fc.nat(80), (rows, others, cut) => {
        const kept = rows.slice(0, cut + 1);
        const shift = kept.at(-1)!.time - others[0]!.time;
        const later = others.slice(1).map((row) => ({ ...row, time: row.time + shift }));
        const given = sample(kept).samples;
        expect(sample([...kept, ...later]).samples.slice(0, given.length)).toEqual(given);
      }),
    );
  });

  it('begins anew where the clock was set back, and does not count the steps of a jump ahead', () => {
    const rows = [100, 100.1, 40.03, 40.13, 4e9, 4e9 + DT].map(makeRow);
    const { samples, gaps } = sample(rows);
    expect(samples.slice(0, 4)).toEqual(rows.slice(0, 4));
    expect(gaps).toBe(2);
    expect(samples.at(-1)!.vEgo).toBeGreaterThanOrEqual(4);
  });

  it('gives rows that lie on the grid as they are', () => {
    const rows = Array.from({ length: 500 }, (_, k) => makeRow(1_631_416_514.737171 + k * DT, k));
    expect(sample(rows).samples).toEqual(rows);
  });
});

describe.skipIf(!REAL_DRIVES)('GridSampler on recorded drives', () => {
  it.each([
    ['lincoln_mkz/hmb1_first_131s_20hz.csv', 2],
    ['subaru_wrx_sti/derived_50hz.csv', 5],
  ])('%s: gives every row number that divides by %d', async (path, factor) => {
    const { rows } = await readDrive(join(REAL_DRIVES!, path));
    const { samples, gaps } = sample(rows);
    expect(gaps).toBe(0);
    const wanted = rows.filter((_, k) => k % factor === 0);
    // The 50 Hz drive's stamps fall behind the grid by 0.1 ms in its course.
    samples.forEach(({ time }, k) => expect(Math.abs(time - wanted[k]!.time)).toBeLessThan(0.2e-3));
    expect(samples.map(withoutTime)).toEqual(wanted.map(withoutTime));
  });
});
