import { describe, expect, it } from 'vitest';
import { NoveltyMeter } from '../../core/novelty.js';

describe('NoveltyMeter', () => {
  it('measures along and across a correlation, by hand', () => {
    // Two features of variance 1 and correlation 0.6 about (10, -2): precision [[1, -0.6], [-0.6, 1]] / 0.64.
    const whitening = [
      [1, 0],
      [-0.6 / 0.8, 1 / 0.8],
    ];
    const meter = new NoveltyMeter({ mean: [10, -2], whitening, threshold: 2.3 });
    const by = (a: number, b: number) => meter.distance([10 + a, -2 + b]);
    expect(by(0, 0)).toBe(0);
    expect(by(2, 2)).toBeCloseTo(Math.sqrt((4 + 4 - 2 * 0.6 * 4) / 0.64), 12);
    expect(by(2, -2)).toBeCloseTo(Math.sqrt((4 + 4 + 2 * 0.6 * 4) / 0.64), 12);
    expect(meter.isNovel([12, 0])).toBe(false);
    expect(meter.isNovel([12, -4])).toBe(true);
  });
});
