import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cholesky, solveCholesky, solveCholeskyEach } from '../../core/cholesky.js';

const size = fc.integer({ min: 1, max: 12 });
const values = (length: number) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length });

/** A·Aᵀ + I, which is positive definite, and `count` right-hand sides. */
const system = fc.tuple(size, fc.integer({ min: 1, max: 11 })).chain(([n, count]) =>
  fc.tuple(values(n * n), values(n * count)).map(([a, b]) => {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        matrix[i * n + j] = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) matrix[i * n + j]! += a[i * n + k]! * a[j * n + k]!;
      }
    }
    return {
      n,
      matrix,
      sides: Array.from({ length: count }, (_, s) => Float64Array.from(b.slice(s * n, (s + 1) * n))),
    };
  }),
);

it('solves a system for every right-hand side, to the bits of one alone', () => {
  fc.assert(
    fc.property(system, ({ n, matrix, sides }) => {
      const lower = new Float64Array(n * n);
      cholesky(matrix, n, lower);
      const together = sides.map(() => new Float64Array(n));
      solveCholeskyEach(lower, n, sides, together);
      sides.forEach((side, s) => {
        const alone = new Float64Array(n);
        solveCholesky(lower, n, side, alone);
        expect(together[s]).toEqual(alone);
        for (let i = 0; i < n; i++) {
          const product = alone.reduce((sum, x, j) => sum + matrix[i * n + j]! * x, 0);
          expect(Math.abs(product - side[i]!)).toBeLessThan(1e-6);
        }
      });
    }),
  );
});
