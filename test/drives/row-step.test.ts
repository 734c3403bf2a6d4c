import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { checkRowStep, medianRowStep } from '../../drives/row-step.js';
import { makeRows } from './make-rows.js';

const drive = (step: number) => ({
  name: 'a.csv',
  sha256: '',
  rows: makeRows(20).map((row, k) => ({ ...row, time: k * step })),
});

describe('checkRowStep', () => {
  it.each([0.01, 0.1, 0.1019])('takes rows %d s apart for steps of 0.1 s', (step) => {
    expect(() => checkRowStep(drive(step), 0.1)).not.toThrow();
  });

  it.each([0.1021, 0.2])('refuses rows %d s apart and names both steps', (step) => {
    expect(() => checkRowStep(drive(step), 0.1)).toThrow(InputError);
    expect(() => checkRowStep(drive(step), 0.1)).toThrow(
      `expected rows at most 0.1 s apart (the model's step), got ${step} s (train and compare take --dt ${step}; a.csv)`,
    );
  });

  it.each([
    [20, 'ms'],
    [100, 'ms'],
    [500, 'ms'],
    [1000, 'us'],
    [2000, 'us'],
    [10_000, 'us'],
    [100_000, 'us'],
    [2e6, 'ns'],
    [5e7, 'ns'],
  ])('takes rows %d s apart for ones in %s', (step, unit) => {
    expect(() => checkRowStep(drive(step), 0.1)).toThrow(
      `expected rows at most 0.1 s apart (the model's step), got ${step} s: is t in ${unit}? (--units t=${unit}; a.csv)`,
    );
  });

  it('guesses no unit of times that the file does not have', () => {
    expect(() => checkRowStep({ ...drive(100), rowDt: 100 }, 0.1)).toThrow('got 100 s (train and compare take --dt');
  });

  it('is not moved by gaps', () => {
    const rows = makeRows(20).map((row, k) => ({ ...row, time: k * 0.1 + (k > 9 ? 60 : 0) }));
    expect(medianRowStep(rows)).toBeCloseTo(0.1, 9);
  });
});
