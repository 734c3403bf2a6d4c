import { describe, expect, it } from 'vitest';
import { drawMask, dropoutOps, type Mask } from '../../../training/engines/dropout.js';
import { input } from '../../../training/graph/build.js';
import { Random } from '../../../training/random.js';
import { evaluateGraph } from '../graph/run-graph.js';

describe('drawMask', () => {
  it.each([0.1, 0.5, 0.9])('drops the share %f and keeps the mean', (rate) => {
    const mask = drawMask(new Float32Array(100_000), rate, new Random(1));
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(dropped).toBeCloseTo(rate, 2);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
  });

  it('drops nothing at the rate 0', () => {
    expect(new Set(drawMask(new Float32Array(1000), 0, new Random(1)))).toEqual(new Set([1]));
  });
});

describe('dropout in a graph', () => {
  it('is a mask a place, the same for all leading axes', () => {
    const masks: Mask[] = [];
    const x = input('x', [2, 3, 2]);
    const ops = dropoutOps(3, masks);
    const result = ops.dropout!(x, 0.5);
    ops.dropout!(input('y', [3, 4]), 0.1);
    expect(masks).toEqual([
      { name: 'mask0', columns: 2, rate: 0.5 },
      { name: 'mask1', columns: 4, rate: 0.1 },
    ]);
    const values = [1, 2, 3, 4, 5, 6];
    const [dropped] = evaluateGraph([result], { x: [...values, ...values], mask0: [0, 2, 2, 0, 2, 2] });
    expect([...dropped!]).toEqual([0, 4, 6, 0, 10, 12, 0, 4, 6, 0, 10, 12]);
  });

  it.each([
    [[3, 2], 1, 'dropout: expected a rate in 0 … 1, got 1'],
    [[3, 2], -0.1, 'dropout: expected a rate in 0 … 1, got -0.1'],
    [[2, 3], 0.5, 'dropout: expected [..., 3, C], got [2, 3] (x)'],
    [[3], 0.5, 'dropout: expected [..., 3, C], got [3] (x)'],
  ])('refuses %j at %f', (shape, rate, message) => {
    expect(() => dropoutOps(3, []).dropout!(input('x', shape), rate)).toThrow(message);
  });
});
