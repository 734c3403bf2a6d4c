import { expect, it } from 'vitest';
import { learningRateShare } from '../../training/schedule.js';

it('one cycle rises in a line to the whole rate, and falls to nothing', () => {
  const shares = Array.from({ length: 1001 }, (_, k) => learningRateShare('one-cycle', k / 1000));
  expect(shares[0]).toBe(0.04);
  expect(shares[100]).toBe(1);
  expect(shares[1000]).toBeCloseTo(0, 12);
  expect(shares[50]).toBeCloseTo(0.52, 12);
  expect(shares[550]).toBeCloseTo(0.5, 12);
  shares.forEach((share, k) => k > 0 && expect(Math.sign(share - shares[k - 1]!)).toBe(k <= 100 ? 1 : -1));
});

it('a constant rate is the whole one throughout', () => {
  expect([0, 0.3, 1].map((done) => learningRateShare('constant', done))).toEqual([1, 1, 1]);
});
