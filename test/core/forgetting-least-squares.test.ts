import { describe, expect, it } from 'vitest';
import { ForgettingLeastSquares } from '../../core/forgetting-least-squares.js';

const PRIOR = { weights: [[1, -2, 0.5]], precision: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

/** Observations of y = weights · x with inputs that excite all of them. */
function teach(regression: ForgettingLeastSquares, weights: readonly number[], count: number, phase = 0): void {
  for (let n = 0; n < count; n++) {
    const x = Float64Array.from(weights, (_, i) => Math.sin((phase + n) * (0.3 + 0.37 * i) + i));
    const y = weights.reduce((sum, one, i) => sum + one * x[i]!, 0);
    regression.update(x, Float64Array.of(y), 1);
  }
}

const weightsOf = (regression: ForgettingLeastSquares) =>
  Array.from({ length: regression.inputs }, (_, i) => regression.weight(0, i));

describe('ForgettingLeastSquares', () => {
  it('starts from the prior, and comes to what it is shown', () => {
    const regression = new ForgettingLeastSquares(PRIOR, { forgetting: 0.99 });
    expect(weightsOf(regression)).toEqual(PRIOR.weights[0]);
    teach(regression, [3, 1, -1], 300);
    [3, 1, -1].forEach((one, i) => expect(Math.abs(regression.weight(0, i) - one)).toBeLessThan(0.3));
  });

  it('is ridge regression towards the prior where nothing is forgotten', () => {
    const regression = new ForgettingLeastSquares({ weights: [[2]], precision: [4] }, { forgetting: 1 });
    regression.update(Float64Array.of(3), Float64Array.of(9), 2);
    expect(regression.weight(0, 0)).toBeCloseTo((4 * 2 + 2 * 3 * 9) / (4 + 2 * 3 * 3), 12);
  });

  it('forgets: what it was shown last counts', () => {
    const regression = new ForgettingLeastSquares(PRIOR, { forgetting: 0.95 });
    teach(regression, [3, 1, -1], 300);
    teach(regression, [0, 0, 2], 200, 300);
    [0, 0, 2].forEach((one, i) => expect(regression.weight(0, i)).toBeCloseTo(one, 0));
  });

  it('comes back to the prior where there is nothing to learn', () => {
    const regression = new ForgettingLeastSquares(PRIOR, { forgetting: 0.95 });
    teach(regression, [3, 1, -1], 300);
    for (let n = 0; n < 500; n++) regression.update(new Float64Array(3), Float64Array.of(0), 1);
    PRIOR.weights[0]!.forEach((one, i) => expect(regression.weight(0, i)).toBeCloseTo(one, 6));
  });

  it('starts anew where the numbers break down', () => {
    const regression = new ForgettingLeastSquares(PRIOR, { forgetting: 0.95 });
    teach(regression, [3, 1, -1], 50);
    regression.update(Float64Array.of(1e200, 1e200, 1), Float64Array.of(1e200), 1);
    expect(weightsOf(regression)).toEqual(PRIOR.weights[0]);
    teach(regression, [3, 1, -1], 300);
    expect(regression.weight(0, 0)).toBeGreaterThan(2.5);
  });
});
