import fc from 'fast-check';
import { expect, it } from 'vitest';
import { angleText } from '../../runtime/angle-text.js';

/** The same, as JavaScript writes numbers. */
const written = (deg: number) => `${Math.round(deg * 1e6) / 1e6}`;

it.each([
  0,
  -0,
  1e-7,
  -1e-7,
  5e-7,
  1e-6,
  -1e-6,
  0.1,
  -0.1,
  12.5,
  -12.500001,
  100,
  999999.999999,
  1e9,
  -1e12,
  1e30,
  NaN,
])('writes %d as JavaScript does', (deg) => {
  expect(angleText(deg)).toBe(written(deg));
});

it('writes every angle as JavaScript writes it rounded to a millionth', () => {
  fc.assert(
    fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (deg) => angleText(deg) === written(deg)),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -9e8, max: 9e8 }),
      (millionths) => angleText(millionths / 1e6) === written(millionths / 1e6),
    ),
    { numRuns: 2000 },
  );
});
