import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GridClock } from '../../../can/vehicle/grid-clock.js';

const steps = fc.constantFrom(0.01, 0.02, 1 / 30, 0.05, 0.1, 0.2, 1);
const stamps = fc.integer({ min: 0, max: 4e15 });

it('gives the whole multiples of dt, to the microsecond, from the first at or after the start on', () => {
  fc.assert(
    fc.property(steps, stamps, (dt, start) => {
      const clock = new GridClock(dt);
      clock.start(start);
      const until = start + 5 * dt * 1e6;
      const times = [];
      for (let at = clock.close(until); !Number.isNaN(at); at = clock.close(until)) times.push(at);
      expect(times.length).toBeGreaterThanOrEqual(5);
      expect(times[0]! - start).toBeGreaterThanOrEqual(0);
      expect(times[0]! - start).toBeLessThanOrEqual(dt * 1e6 + 1);
      for (const time of times) expect(Math.abs(time / 1e6 / dt - Math.round(time / 1e6 / dt)) * dt).toBeLessThan(2e-6);
    }),
  );
});

it('is not running before its start, and calls a stamp closed up to the last closed time', () => {
  const clock = new GridClock(0.1);
  expect(clock.running).toBe(false);
  expect(clock.close(1e15)).toBeNaN();
  clock.start(1_000_050);
  expect(clock.close(1_100_000, { before: true })).toBeNaN();
  expect(clock.close(1_100_000)).toBe(1_100_000);
  expect([1_100_000, 1_100_001].map((at) => clock.isClosed(at))).toEqual([true, false]);
});
