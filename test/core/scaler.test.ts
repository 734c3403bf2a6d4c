import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeRows, zeros, type Matrix } from '../../core/matrix.js';
import { fitScaler, inverse, transform } from '../../core/scaler.js';

const matrix = (rows: number[][]): Matrix => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  data: Float64Array.from(rows.flat()),
});

/** Thousandths, so that columns that are not constant differ by more than rounding. */
const value = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000);
const anyMatrix = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 30 }),
  )
  .map(matrix);

describe('fitScaler', () => {
  it('gives mean and population standard deviation of each column', () => {
    // The textbook's eight numbers of mean 5 and deviation 2, beside themselves times ten.
    const eight = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(fitScaler(matrix(eight.map((x) => [x, 10 * x])))).toEqual({ mean: [5, 50], std: [2, 20] });
  });

  it('gives a constant column deviation 1, whatever rounding does to its mean', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 500 }), (constant, rows) => {
        const { mean, std } = fitScaler(matrix(Array.from({ length: rows }, () => [constant])));
        expect(std).toEqual([1]);
        expect(Math.abs(mean[0]! - constant)).toBeLessThanOrEqual(1e-12 * Math.abs(constant));
      }),
    );
  });

  it('keeps the deviation of a column that hardly moves', () => {
    const { std } = fitScaler(matrix([[1 - 1e-6], [1 + 1e-6]]));
    expect(std[0]).toBeCloseTo(1e-6, 12);
  });
});

describe('transform', () => {
  it('gives columns of mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(anyMatrix, (x) => {
        const scaled = transform(fitScaler(x), x);
        const { mean, std } = fitScaler(scaled);
        for (let c = 0; c < x.columns; c++) {
          expect(Math.abs(mean[c]!)).toBeLessThan(1e-3);
          expect(std[c]).toBeCloseTo(1, 3);
        }
      }),
    );
  });

  it('leaves what it is given alone', () => {
    const x = matrix([[3, 4]]);
    transform({ mean: [1, 2], std: [2, 4] }, x);
    inverse({ mean: [1, 2], std: [2, 4] }, x);
    expect([...x.data]).toEqual([3, 4]);
  });

  it('scales column by column', () => {
    const scaler = { mean: [1, 2], std: [2, 4] };
    const x = matrix([
      [3, 4],
      [-1, 10],
    ]);
    expect([...transform(scaler, x).data]).toEqual([1, 0.5, -1, 2]);
    expect([...inverse(scaler, x).data]).toEqual([7, 18, -1, 42]);
  });
});

describe('inverse', () => {
  it('undoes transform', () => {
    fc.assert(
      fc.property(anyMatrix, anyMatrix, (fitted, x) => {
        const scaler = fitScaler({ ...fitted, ...resized(fitted, x.columns) });
        const back = inverse(scaler, transform(scaler, x));
        expect([back.rows, back.columns]).toEqual([x.rows, x.columns]);
        const scale = 1e6; // the largest value
        x.data.forEach((one, k) => expect(Math.abs(back.data[k]! - one)).toBeLessThan(1e-12 * scale));
      }),
    );
  });
});

/** The same values in `columns` columns, as many full rows as there are. */
function resized({ data }: Matrix, columns: number): Matrix {
  const rows = Math.max(1, Math.floor(data.length / columns));
  const filled = zeros(rows, columns);
  filled.data.set(data.subarray(0, Math.min(data.length, rows * columns)));
  return filled;
}

describe('takeRows', () => {
  it('copies the rows asked for, in their order, as often as asked', () => {
    const x = matrix([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const taken = takeRows(x, [2, 0, 2]);
    expect(taken).toEqual(
      matrix([
        [5, 6],
        [1, 2],
        [5, 6],
      ]),
    );
    taken.data.fill(0);
    expect([...x.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(takeRows(x, [])).toEqual({ rows: 0, columns: 2, data: new Float64Array() });
  });
});
