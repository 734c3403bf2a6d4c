import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky, solveCholesky } from '../../core/cholesky.js';

const number = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100);

describe('solveCholesky after cholesky', () => {
  it('gives back x of A·x for a positive definite A', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 16, maxLength: 16 }),
        fc.array(number, { minLength: 4, maxLength: 4 }),
        (b, x) => {
          const a = Float64Array.from(b, (_, at) => {
            const [row, column] = [Math.floor(at / 4), at % 4];
            return [0, 1, 2, 3].reduce((sum, k) => sum + b[row * 4 + k]! * b[column * 4 + k]!, row === column ? 1 : 0);
          });
          const product = Float64Array.from(x, (_, row) => x.reduce((sum, one, k) => sum + a[row * 4 + k]! * one, 0));
          const [lower, got] = [new Float64Array(16), new Float64Array(4)];
          cholesky(a, 4, lower);
          solveCholesky(lower, 4, product, got);
          got.forEach((one, k) => expect(one).toBeCloseTo(x[k]!, 6));
        },
      ),
    );
  });
});
