import { describe, expect, it } from 'vitest';
import { PairedErrors } from '../../core/paired-errors.js';

describe('PairedErrors', () => {
  it('scores both over the same truths, once every step ahead was predicted for them', () => {
    const errors = new PairedErrors(2);
    expect(errors.learn(0)).toBeUndefined();
    expect(errors.ask([1, 2], [0, 0])).toBe(1.5);
    expect(errors.learn(1)).toBeUndefined();
    errors.ask([3, 3], [1, 1]);
    expect(errors.learn(2)).toEqual([(1 + 0) / 2, (1 + 2) / 2]); // steps one and two ahead, newest question first
  });

  it('leaves out steps where one of them was silent', () => {
    const errors = new PairedErrors(1);
    expect(errors.ask([1], undefined)).toBeUndefined();
    expect(errors.learn(0)).toBeUndefined();
    errors.ask([1], [2]);
    expect(errors.learn(0)).toEqual([1, 2]);
  });

  it('scores nothing across a restart', () => {
    const errors = new PairedErrors(1);
    errors.ask([1], [2]);
    errors.restart();
    expect(errors.learn(0)).toBeUndefined();
  });
});
