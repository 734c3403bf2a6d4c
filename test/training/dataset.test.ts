import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { Drive } from '../../drives/drive.js';
import { makeDataset, observations, type DatasetOptions } from '../../training/dataset.js';
import { asDrive, CONTRACT, makeDrive, rowOf } from './make-drive.js';

const count = (drive: Drive, options?: DatasetOptions) => makeDataset([drive], CONTRACT, options).times.length;
const changed = (drive: Drive, row: number, changes: Partial<VehicleSample>) =>
  asDrive(drive.rows.with(row, { ...drive.rows[row]!, ...changes }));

describe('makeDataset', () => {
  it.each([
    [0, 0],
    [9, 0],
    [10, 1],
    [11, 2],
    [600, 591],
  ])('has rows − 9 windows of a drive without faults: %i rows, %i windows', (rows, windows) => {
    expect(count(makeDrive(rows))).toBe(windows);
    expect(count(makeDrive(rows), { dropLast: true })).toBe(Math.max(0, windows - 1));
    expect(count(makeDrive(rows), { preview: 'hold' })).toBe(windows);
  });

  it('has in each window its past, its curvature ahead and its angles', () => {
    const drive = makeDrive(30);
    const { times, features, angles } = makeDataset([drive], CONTRACT);
    expect([features.rows, features.columns, angles.rows, angles.columns]).toEqual([21, 20, 21, 5]);
    const column = (signal: 'curvature' | 'vEgo' | 'steeringAngleDeg', begin: number) =>
      drive.rows.slice(begin, begin + 5).map((row) => row[signal]);
    for (let w = 0; w < 21; w++) {
      expect(times[w]).toBe(drive.rows[w + 4]!.time);
      expect(rowOf(angles, w)).toEqual(column('steeringAngleDeg', w + 5));
      expect(rowOf(features, w)).toEqual([
        ...column('curvature', w),
        ...column('vEgo', w),
        ...column('steeringAngleDeg', w),
        ...column('curvature', w + 5),
      ]);
    }
  });

  it('holds the curvature ahead where it is told, beside the recorded angles', () => {
    const drive = makeDrive(12);
    const { features, angles } = makeDataset([drive], CONTRACT, { preview: 'hold' });
    expect(rowOf(features, 2).slice(15)).toEqual(new Array(5).fill(drive.rows[6]!.curvature));
    expect(angles).toEqual(makeDataset([drive], CONTRACT).angles);
  });

  it('joins drives in order, with no window over two of them', () => {
    const drives = [makeDrive(12, { name: 'a' }), makeDrive(5, { name: 'b' }), makeDrive(14, { name: 'c' })];
    const all = makeDataset(drives, CONTRACT);
    const single = drives.map((drive) => makeDataset([drive], CONTRACT));
    expect(all.times).toEqual(single.flatMap(({ times }) => times));
    expect([...all.features.data]).toEqual(single.flatMap(({ features }) => [...features.data]));
    expect([...all.angles.data]).toEqual(single.flatMap(({ angles }) => [...angles.data]));
    expect(makeDataset(drives, CONTRACT, { dropLast: true }).times).toHaveLength(2 + 0 + 4);
    expect(makeDataset([], CONTRACT).times).toEqual([]);
  });

  it('has no window with an invalid row in its past or future, unless it is told to', () => {
    const drive = changed(makeDrive(40), 20, { valid: false });
    // 20 rows before it and 19 behind it
    expect(count(drive)).toBe(20 - 9 + (19 - 9));
    expect(count(drive, { ignoreValid: true })).toBe(31);
    expect(drive.rows[20]!.valid).toBe(false);
  });

  it('has no window over a gap', () => {
    const { rows } = makeDrive(40);
    const late = rows.map((row, k) => (k < 17 ? row : { ...row, time: row.time + 3 }));
    const { times } = makeDataset([asDrive(late)], CONTRACT);
    expect(times).toHaveLength(17 - 9 + (23 - 9));
    expect(times.filter((time) => time > 1.15 && time < 5.05)).toEqual([]);
  });

  it('takes every second row of a 20 Hz drive for a model of 10 Hz', () => {
    const fast = makeDrive(131, { rowDt: 0.05 });
    const slow = asDrive(fast.rows.filter((_, k) => k % 2 === 0));
    expect(makeDataset([fast], CONTRACT)).toEqual(makeDataset([slow], CONTRACT));
    expect(count(fast)).toBe(66 - 9);
  });

  it('reads the drive at the step of the model that is asked for', () => {
    expect(makeDataset([makeDrive(131, { rowDt: 0.05 })], { ...CONTRACT, dt: 0.05 }).times).toHaveLength(131 - 9);
  });

  it.each([false, true])('never has a value that is not a finite number (ignoreValid %s)', (ignoreValid) => {
    // A recorder that lost a sensor: the row is not valid, and its values are NaN.
    const drive = changed(makeDrive(40), 20, { valid: false, curvature: NaN, vEgo: NaN, steeringAngleDeg: NaN });
    const { features, angles } = makeDataset([drive], CONTRACT, { ignoreValid });
    expect(features.rows).toBe(21);
    expect(features.data.every(Number.isFinite)).toBe(true);
    expect(angles.data.every(Number.isFinite)).toBe(true);
  });

  it('counts what its rows allow, whatever is invalid', () => {
    const flags = fc.array(fc.oneof({ weight: 15, arbitrary: fc.constant(true) }, fc.boolean()), {
      maxLength: 80,
      size: 'max',
    });
    fc.assert(
      fc.property(flags, (valid) => {
        const rows = makeDrive(valid.length).rows.map((row, k) => ({ ...row, valid: valid[k]! }));
        const runs =
          valid
            .map((one) => (one ? 'v' : '-'))
            .join('')
            .match(/v{10,}/g) ?? [];
        expect(count(asDrive(rows))).toBe(runs.reduce((sum, run) => sum + run.length - 9, 0));
      }),
    );
  });
});

describe('observations', () => {
  it("are curvature, speed and angle of each window's newest sample", () => {
    const drive = makeDrive(12);
    const seen = [...observations(makeDataset([drive], CONTRACT), CONTRACT.featureNames)];
    const expected = drive.rows
      .slice(4, 7)
      .map(({ curvature, vEgo, steeringAngleDeg }) => ({ curvature, vEgo, steeringAngleDeg }));
    expect(seen).toEqual(expected);
  });
});
