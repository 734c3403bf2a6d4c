import { describe, expect, it } from 'vitest';
import { COVERAGE, OnlineInterval } from '../../core/online-interval.js';
import { Random } from '../../training/random.js';

const STEPS = 5;
const ZEROS = new Array<number>(STEPS).fill(0);

/** Share of truths inside, over `count` samples whose truths are off by `spread` times a number in −1 … 1. */
function coverage(interval: OnlineInterval, random: Random, count: number, spread: (i: number) => number): number {
  const given: { lower: readonly number[]; upper: readonly number[] }[] = [];
  const asked = { angles: new Array<number>(STEPS).fill(0), predictions: [ZEROS, ZEROS] };
  let [inside, all] = [0, 0];
  for (let i = 0; i < count; i++) {
    const truth = spread(i) * (2 * random.uniform() - 1);
    for (let k = 0; k < STEPS; k++) {
      const bounds = given[given.length - 1 - k];
      if (!bounds) continue;
      all++;
      if (bounds.lower[k]! <= truth && truth <= bounds.upper[k]!) inside++;
    }
    given.push(structuredClone(interval.around(asked.angles, asked.predictions)));
    interval.learn(truth, asked);
  }
  return inside / all;
}

describe('OnlineInterval', () => {
  it.each([0.05, 1, 40])('holds the truth as often as it says where errors are up to %f deg', (spread) => {
    const got = coverage(new OnlineInterval(STEPS), new Random(1), 1000, () => spread);
    expect(Math.abs(got - COVERAGE)).toBeLessThan(0.03);
  });

  it('does so on a road that becomes difficult and easy again', () => {
    const got = coverage(new OnlineInterval(STEPS), new Random(2), 2000, (i) => (Math.floor(i / 200) % 2 ? 5 : 0.5));
    expect(Math.abs(got - COVERAGE)).toBeLessThan(0.03);
  });

  it('is wide again soon after minutes in which nothing was wrong', () => {
    const [interval, random] = [new OnlineInterval(STEPS), new Random(3)];
    coverage(interval, random, 3000, () => 0);
    expect(coverage(interval, random, 150, () => 5)).toBeGreaterThan(0.4); // none without the least
  });

  it('is wider where the predictors disagree', () => {
    const interval = new OnlineInterval(2);
    const narrow = structuredClone(interval.around([1, 1], [[1, 1], [1.1, 1.1]])); // prettier-ignore
    const wide = interval.around([1, 1], [[1, 1], [9, 9]]); // prettier-ignore
    expect(narrow.upper[0]! - narrow.lower[0]!).toBeLessThan((wide.upper[0]! - wide.lower[0]!) / 5);
    expect((wide.upper[0]! + wide.lower[0]!) / 2).toBeCloseTo(1, 5);
  });

  it('learns nothing across a restart', () => {
    const [interval, fresh] = [new OnlineInterval(STEPS), new OnlineInterval(STEPS)];
    for (let i = 0; i < 50; i++) {
      interval.learn(undefined, { angles: ZEROS, predictions: [ZEROS] });
      interval.learn(undefined, undefined);
      interval.learn(100, undefined); // of which nothing was predicted
    }
    expect(interval.around(ZEROS, [ZEROS])).toEqual(fresh.around(ZEROS, [ZEROS]));
  });
});
