import { describe, expect, it } from 'vitest';
import { closedRate } from '../../../runtime/latency/log-rate.js';

/** µs, a stamp every `period` ms for 20 s, each late by up to `jitter` ms. */
const stamps = (period: number, jitter = 0) =>
  Array.from({ length: 20_000 / period }, (_, k) => 5e11 + 1000 * (k * period + jitter * ((k * 0.618) % 1)));

describe('closedRate', () => {
  it.each([
    [100, 0, 10],
    [20, 0, 50],
    [20, 3, 50],
    [10, 0, 100],
    [10, 15, 50],
    [2, 0, 100],
    [700, 0, 10],
  ])('of frames every %s ms with %s ms of jitter is %s Hz', (period, jitter, rate) => {
    expect(closedRate(stamps(period, jitter), 10, 100)).toBe(rate);
  });

  it('is a whole multiple of the base, and no less for a pause in the log', () => {
    expect(closedRate(stamps(10), 40, 100)).toBe(80);
    const paused = stamps(10).map((us, k) => (k < 900 ? us : us + 1.2e6));
    expect(closedRate(paused, 10, 100)).toBe(100);
  });
});
