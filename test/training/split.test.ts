import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { Random } from '../../training/random.js';
import { splitByDrive, splitWindows } from '../../training/split.js';
import { makeDrive } from './make-drive.js';

const drives = (count: number) => Array.from({ length: count }, (_, k) => makeDrive(1, { name: `drive-${k}` }));
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('splitByDrive', () => {
  it('has each drive once, in one part alone, and none of the parts empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), seed, (count, one) => {
        const all = drives(count);
        const { train, validation, test } = splitByDrive(all, new Random(one));
        for (const part of [train, validation, test]) expect(part.length).toBeGreaterThan(0);
        const split = [...train, ...validation, ...test];
        expect(split).toHaveLength(count);
        expect(new Set(split)).toEqual(new Set(all));
      }),
    );
  });

  it.each([
    [3, 1],
    [6, 1],
    [10, 2],
    [20, 3],
    [100, 15],
  ])('of %i drives keeps %i for validation and as many for the test', (count, heldOut) => {
    const { train, validation, test } = splitByDrive(drives(count), new Random(1));
    expect([validation.length, test.length, train.length]).toEqual([heldOut, heldOut, count - 2 * heldOut]);
  });

  it('is the same for the same seed, and another for another', () => {
    const all = drives(20);
    const names = (one: number) => splitByDrive(all, new Random(one)).test.map(({ name }) => name);
    expect(names(7)).toEqual(names(7));
    expect(new Set([1, 2, 3, 4, 5, 6].map((one) => names(one).join())).size).toBeGreaterThan(3);
    expect(all).toEqual(drives(20)); // the list that it is given stays
  });

  it.each([0, 1, 2])('refuses %i drives and says what to do', (count) => {
    const split = () => splitByDrive(drives(count), new Random(1));
    expect(split).toThrow(InputError);
    expect(split).toThrow(`expected at least 3 drives to split by drive (training, validation, test), got ${count}`);
    expect(split).toThrow('--split seed');
  });
});

describe('splitWindows', () => {
  it('has each window once, a twentieth of them in the test, rounded up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), seed, (windows, one) => {
        const { train, test } = splitWindows(windows, new Random(one));
        expect(test.length).toBe(Math.ceil(windows / 20));
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: windows }, (_, k) => k));
      }),
    );
  });

  it.each([
    [1, 1],
    [20, 1],
    [21, 2],
    [591, 30],
  ])('of %i windows tests on %i', (windows, test) => {
    expect(splitWindows(windows, new Random(3)).test).toHaveLength(test);
  });

  it('draws at random over the whole drive, the same for the same seed', () => {
    const test = (one: number) => [...splitWindows(1000, new Random(one)).test].sort((a, b) => a - b);
    expect(test(5)).toEqual(test(5));
    expect(test(5)).not.toEqual(test(6));
    expect(test(5)[0]).toBeLessThan(250);
    expect(test(5).at(-1)).toBeGreaterThan(750);
  });
});
