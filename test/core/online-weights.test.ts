import { describe, expect, it } from 'vitest';
import { OnlineWeights } from '../../core/online-weights.js';

const STEPS = 5;
const truth = (i: number) => 20 * Math.sin(i / 8);
/** What a predictor that is off by `errorDeg` says at sample i of the next samples. */
const off = (i: number, errorDeg: number) => Array.from({ length: STEPS }, (_, k) => truth(i + 1 + k) + errorDeg);

/** Drives from sample `from`; the mean error of what is combined, and of each predictor. */
function drive(weights: OnlineWeights, errors: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) {
    const predictions = errors.map((error) => off(i, error));
    const combined = weights.combine(predictions);
    weights.learn(truth(i), predictions);
    for (let k = 0; k < STEPS; k++) total += Math.abs(combined[k]! - truth(i + 1 + k)) / STEPS;
  }
  return total / (to - from);
}

describe('OnlineWeights', () => {
  it('begins with the weights it is given', () => {
    const weights = new OnlineWeights([2, 1, 1], STEPS);
    expect(weights.weights(0)).toEqual([0.5, 0.25, 0.25]);
    expect(weights.combine([[4, 4, 4, 4, 4], [0, 0, 0, 0, 0], [8, 8, 8, 8, 8]])).toEqual([4, 4, 4, 4, 4]); // prettier-ignore
  });

  it('listens to whoever is right, whatever it was told before', () => {
    const weights = new OnlineWeights([100, 1, 1], STEPS);
    drive(weights, [3, 0.2, 2], 0, 300);
    expect(drive(weights, [3, 0.2, 2], 300, 400)).toBeLessThan(0.25);
    for (let k = 0; k < STEPS; k++) expect(weights.weights(k)[1]).toBeGreaterThan(0.95);
  });

  it('changes its mind within seconds where another is right', () => {
    const weights = new OnlineWeights([1, 1], STEPS);
    drive(weights, [0.1, 2], 0, 300);
    drive(weights, [2, 0.1], 300, 400);
    expect(drive(weights, [2, 0.1], 400, 450)).toBeLessThan(0.3);
  });

  it('weighs the same however large the errors are, beyond what a straight road has', () => {
    const [small, large] = [new OnlineWeights([1, 1], STEPS), new OnlineWeights([1, 1], STEPS)];
    for (let i = 0; i < 400; i++) {
      small.learn(0, [new Array<number>(STEPS).fill(1), new Array<number>(STEPS).fill(1.5)]);
      large.learn(0, [new Array<number>(STEPS).fill(10), new Array<number>(STEPS).fill(15)]);
    }
    expect(small.weights(2)[0]).toBeCloseTo(large.weights(2)[0]!, 2);
  });

  it('scores nothing across a restart, and nothing where nothing was predicted', () => {
    const weights = new OnlineWeights([1, 1], STEPS);
    for (let i = 0; i < 50; i++) {
      weights.learn(undefined, [off(i, 5), off(i, 0)]);
    }
    weights.learn(undefined, undefined);
    for (let i = 50; i < 100; i++) weights.learn(truth(i), undefined);
    expect(weights.weights(0)).toEqual([0.5, 0.5]);
  });
});
