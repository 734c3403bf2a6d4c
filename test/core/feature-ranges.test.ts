import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOutOfRange, type FeatureRanges } from '../../core/feature-ranges.js';

describe('isOutOfRange', () => {
  const ranges: FeatureRanges = [
    [-1, 1],
    [5, 5],
  ];

  it.each([
    [[0, 5], false],
    [[-1, 5], false],
    [[1, 5], false],
    [[-1 - 1e-15, 5], false], // what a conversion of units rounds
    [[1 + 1e-15, 5], false],
    [[-1 - 1e-5, 5], true],
    [[1 + 1e-5, 5], true],
    [[0, 5.1], true],
    [[0, 4.9], true],
    [[Infinity, 5], true],
  ])('%j: %s', (features, expected) => {
    expect(isOutOfRange(Float64Array.from(features), ranges)).toBe(expected);
  });

  it('finds the one feature that is out, wherever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), fc.boolean(), (length, place, below) => {
        const wide = Array.from({ length }, (_, k): [number, number] => [k, k + 1]);
        const inside = Float64Array.from({ length }, (_, k) => k + 0.5);
        expect(isOutOfRange(inside, wide)).toBe(false);
        const out = place % length;
        expect(isOutOfRange(inside.with(out, below ? out - 0.5 : out + 1.5), wide)).toBe(true);
      }),
    );
  });
});
