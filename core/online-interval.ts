import type { Learner } from './learned-state.js';
import { RecentPredictions, writeAngles } from './recent-predictions.js';

/** Share of the truths that the intervals are to hold. */
export const COVERAGE = 0.8;
/** Of the logarithm of the width, at each truth. */
const TRACKING_RATE = 0.05;
/** What a miss and a hit make of it. */
const WIDER = Math.exp(TRACKING_RATE * COVERAGE);
const NARROWER = Math.exp(-TRACKING_RATE * (1 - COVERAGE));
/** What the quantile is on usual roads, in units of the difficulty. */
const FIRST_QUANTILE = 1;
/** The least that it becomes: where a coarse sensor shows one angle for minutes, the next bend must not be missed for long. */
const LEAST_QUANTILE = 0.2;
/** Discount of the recent errors, and their mean (deg) before any came. */
const DISCOUNT = 0.98;
const FIRST_ERROR_DEG = 0.1;
/** How much the predictors' disagreement counts beside the recent errors. */
const DISAGREEMENT_SHARE = 0.5;

/** deg at each step ahead */
export type Interval = { lower: readonly number[]; upper: readonly number[] };

/** deg: what was published at each step ahead, and what it was made of [predictor][step] */
type Asked = { angles: ArrayLike<number>; predictions: readonly ArrayLike<number>[] };

/**
 * Intervals that hold the truth as often as they say, on this car: a score's quantile is tracked step by step, wider
 * after a miss and narrower after a hit in such shares that they balance at the wanted coverage whatever the errors'
 * distribution, and however it drifts (quantile tracking of Angelopoulos, Candès & Tibshirani 2023, Conformal PID
 * control; Gibbs & Candès 2021). The score is the error in units of how hard the step looks.
 */
export class OnlineInterval implements Learner {
  /** [step], of the score */
  readonly #quantiles: Float64Array;
  /** [step], deg: discounted mean of the recent ones */
  readonly #errors: Float64Array;
  /** rows of angles and then of how hard each step looked, deg */
  readonly #asked: RecentPredictions;
  readonly #interval: { lower: number[]; upper: number[] };

  constructor(horizonSteps: number) {
    this.#interval = { lower: new Array<number>(horizonSteps), upper: new Array<number>(horizonSteps) };
    this.#quantiles = new Float64Array(horizonSteps).fill(FIRST_QUANTILE);
    this.#errors = new Float64Array(horizonSteps).fill(FIRST_ERROR_DEG);
    this.#asked = new RecentPredictions(horizonSteps, 2 * horizonSteps);
  }

  get memory(): Learner['memory'] {
    return { quantiles: this.#quantiles, errors: this.#errors };
  }

  recall(): boolean {
    return this.#quantiles.every((quantile) => quantile > 0) && this.#errors.every((error) => error >= 0);
  }

  /**
   * The interval around the angles, deg, in memory that the next call writes again. Hard is where the predictors
   * disagree.
   */
  around(angles: ArrayLike<number>, predictions: readonly ArrayLike<number>[]): Interval {
    const { lower, upper } = this.#interval;
    for (let k = 0; k < angles.length; k++) {
      const half = this.#quantiles[k]! * this.#difficulty(k, angles, predictions);
      lower[k] = angles[k]! - half;
      upper[k] = angles[k]! + half;
    }
    return this.#interval;
  }

  /**
   * Once a sample: whether it lies in the intervals that were given for it; and keeps what was predicted from it, if
   * anything was. `truth` in deg; absent where the sample does not follow the one before.
   */
  learn(truth: number | undefined, asked: Asked | undefined): void {
    if (truth === undefined) this.#asked.restart();
    const row = this.#asked.push(asked !== undefined);
    if (asked) this.#write(row, asked); // before the errors change: as it was when the interval was given
    if (truth !== undefined) for (let k = 0; k < this.#errors.length; k++) this.#score(k, truth);
  }

  #write(row: Float64Array, { angles, predictions }: Asked): void {
    writeAngles(row, 0, angles);
    for (let k = 0; k < angles.length; k++) row[angles.length + k] = this.#difficulty(k, angles, predictions);
  }

  #score(k: number, truth: number): void {
    const asked = this.#asked.before(k + 1);
    if (!asked) return;
    const error = Math.abs(asked[k]! - truth);
    const isMissed = error > this.#quantiles[k]! * asked[this.#errors.length + k]!;
    this.#quantiles[k] = Math.max(LEAST_QUANTILE, this.#quantiles[k]! * (isMissed ? WIDER : NARROWER));
    this.#errors[k] = DISCOUNT * this.#errors[k]! + (1 - DISCOUNT) * error;
  }

  /** deg */
  #difficulty(k: number, angles: ArrayLike<number>, predictions: readonly ArrayLike<number>[]): number {
    let apart = 0;
    for (let p = 0; p < predictions.length; p++) apart += Math.abs(predictions[p]![k]! - angles[k]!);
    return this.#errors[k]! + (DISAGREEMENT_SHARE * apart) / predictions.length;
  }
}
