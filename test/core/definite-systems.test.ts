import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definiteSystem, plainSystem } from '../../core/definite-systems.js';

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

it('solves a system for every right-hand side, compiled and not to the same bits', () => {
  fc.assert(
    fc.property(system, ({ n, matrix, sides }) => {
      const [compiled, plain] = [definiteSystem(n, sides.length), plainSystem(n, sides.length)].map((one) => {
        for (let i = 0; i < n; i++) {
          for (let j = i; j < n; j++) one.matrix[i * one.stride + j] = matrix[i * n + j]!;
          sides.forEach((side, s) => (one.sides[i * one.columns + s] = side[i]!));
        }
        one.solve();
        return sides.map((_, s) => Array.from({ length: n }, (_, i) => one.sides[i * one.columns + s]!));
      });
      expect(compiled).toEqual(plain);
      sides.forEach((side, s) => {
        for (let i = 0; i < n; i++) {
          const product = compiled![s]!.reduce((sum, x, j) => sum + matrix[i * n + j]! * x, 0);
          expect(Math.abs(product - side[i]!)).toBeLessThan(1e-6);
        }
      });
    }),
  );
});

it('says so in the solution where the matrix is not positive definite', () => {
  const system = definiteSystem(2, 1);
  system.matrix.set([-1, 0]);
  system.solve();
  expect(system.sides[0]).toBeNaN();
});
