import { describe, expect, it } from 'vitest';
import { SettlingStamps } from '../../../can/live/settling-stamps.js';

const through = (given: readonly number[]) => {
  const stamps = new SettlingStamps();
  return given.map((timeUs) => stamps.next(timeUs));
};

describe('SettlingStamps', () => {
  it('holds stamps level that go back while a socket settles', () => {
    expect(through([1e15, 1e15 + 300, 1e15 - 250_000, 1e15 + 200, 1e15 + 400])).toEqual([
      1e15,
      1e15 + 300,
      1e15 + 300,
      1e15 + 300,
      1e15 + 400,
    ]);
  });

  it('lets stamps pass as they are after that, also where the clock was set back', () => {
    const rising = Array.from({ length: 20 }, (_, k) => 1e15 + k * 100_000);
    expect(through(rising)).toEqual(rising);
    expect(through([...rising, 1e15 + 1_500_000]).at(-1)).toBe(1e15 + 1_500_000);
    expect(through([1e15, 1e15 - 3_600e6])).toEqual([1e15, 1e15 - 3_600e6]);
  });
});
