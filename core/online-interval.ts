import type { Learner } from './learned-state.js';

/**
 * Intervals that hold the truth as often as they say, on this car: a score's quantile is tracked step by step, wider
 * after a miss and narrower after a hit in such shares that they balance at the wanted coverage whatever the errors'
 * distribution, and however it drifts (quantile tracking of Angelopoulos, Candès & Tibshirani 2023, Conformal PID
 * control; Gibbs & Candès 2021). The score is the error in units of how hard the step looks.
 */
export const COVERAGE = 0.8;
/** Of the logarithm of the width, at each truth. */
const TRACKING_RATE = 0.05;
/** What the quantile is on usual roads, in units of the difficulty. */
const FIRST_QUANTILE = 1;
/** Discount of the recent errors, and their mean (deg) before any came. */
const DISCOUNT = 0.98;
const FIRST_ERROR_DEG = 0.1;
/** How much the predictors' disagreement counts beside the recent errors. */
const DISAGREEMENT_SHARE = 0.5;

export type Interval = { lower: Float32Array; upper: Float32Array };

type Asked = { angles: ArrayLike<number>; difficulty: Float64Array };

export class OnlineInterval implements Learner {
  readonly #quantiles: Float64Array;
  readonly #errors: Float64Array;
  /** of the last `horizonSteps` steps, newest last */
  readonly #asked: (Asked | undefined)[] = [];

  constructor(horizonSteps: number) {
    this.#quantiles = new Float64Array(horizonSteps).fill(FIRST_QUANTILE);
    this.#errors = new Float64Array(horizonSteps).fill(FIRST_ERROR_DEG);
  }

  get memory(): Learner['memory'] {
    return { quantiles: this.#quantiles, errors: this.#errors };
  }

  recall(): boolean {
    return this.#quantiles.every((quantile) => quantile > 0) && this.#errors.every((error) => error >= 0);
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.length = 0;
  }

  /** Once a sample: whether it lies in the intervals that were given for it. */
  learn(steeringAngleDeg: number): void {
    for (let k = 0; k < this.#asked.length; k++) {
      const asked = this.#asked[this.#asked.length - 1 - k];
      if (!asked) continue;
      const error = Math.abs(asked.angles[k]! - steeringAngleDeg);
      const missed = error > this.#quantiles[k]! * asked.difficulty[k]! ? 1 : 0;
      this.#quantiles[k]! *= Math.exp(TRACKING_RATE * (missed - (1 - COVERAGE)));
      this.#errors[k] = DISCOUNT * this.#errors[k]! + (1 - DISCOUNT) * error;
    }
  }

  /** Once a sample, after `learn`: the interval around the angles, deg; hard is where the predictors disagree. */
  around(angles: ArrayLike<number> | undefined, predictions: readonly ArrayLike<number>[] = []): Interval | undefined {
    const difficulty = new Float64Array(this.#errors.length);
    if (angles) {
      for (let k = 0; k < difficulty.length; k++) {
        let apart = 0;
        for (const one of predictions) apart += Math.abs(one[k]! - angles[k]!);
        difficulty[k] = this.#errors[k]! + (DISAGREEMENT_SHARE * apart) / predictions.length;
      }
    }
    this.#asked.push(angles && { angles, difficulty });
    if (this.#asked.length > this.#errors.length) this.#asked.shift();
    if (!angles) return undefined;
    const lower = new Float32Array(difficulty.length);
    const upper = new Float32Array(difficulty.length);
    for (let k = 0; k < difficulty.length; k++) {
      const half = this.#quantiles[k]! * difficulty[k]!;
      lower[k] = angles[k]! - half;
      upper[k] = angles[k]! + half;
    }
    return { lower, upper };
  }
}
