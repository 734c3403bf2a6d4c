import type { Learner } from './learned-state.js';
import { RecentPredictions, writeAngles } from './recent-predictions.js';

/** Of one step: with dt = 0.1 s a loss counts half after 3.4 s. */
const DISCOUNT = 0.98;
/** Learning rate, for losses in units of the predictors' own mean error: so it suits a motorway and a junction alike. */
const LEARNING_RATE = 0.3;
/**
 * deg, the least mean that counts: on a straight road all are right to a tenth, and who is better by a hundredth there
 * must not be listened to alone when the first bend comes
 */
const LEAST_SCALE_DEG = 0.3;
/** deg, that mean before anything was scored */
const FIRST_SCALE_DEG = 0.05;

/** [predictor][step], deg */
type Asked = readonly ArrayLike<number>[];

/**
 * How much each of several predictors is to be listened to, from how they have scored on this car lately: the
 * exponentially weighted average forecaster with discounted losses (Cesa-Bianchi & Lugosi 2006, Prediction, Learning,
 * and Games, sections 2.1 and 2.11), for each step ahead apart. The truth of step k arrives k steps later.
 */
export class OnlineWeights implements Learner {
  readonly #horizonSteps: number;
  /** its logarithm */
  readonly #prior: readonly number[];
  /** [step][predictor], deg: discounted sum of a predictor's error over the mean of all */
  readonly #regrets: Float64Array[];
  readonly #weights: Float64Array;
  readonly #combined: number[];
  /** [step], deg */
  readonly #scales: Float64Array;
  /** rows of [predictor][step], deg */
  readonly #asked: RecentPredictions;

  /** `prior`: how much each predictor counts before anything was scored, of any sum */
  constructor(prior: readonly number[], horizonSteps: number) {
    this.#horizonSteps = horizonSteps;
    this.#prior = prior.map(Math.log);
    this.#weights = new Float64Array(prior.length);
    this.#combined = new Array<number>(horizonSteps);
    this.#regrets = Array.from({ length: horizonSteps }, () => new Float64Array(prior.length));
    this.#scales = new Float64Array(horizonSteps).fill(FIRST_SCALE_DEG);
    this.#asked = new RecentPredictions(horizonSteps, prior.length * horizonSteps);
  }

  get memory(): Learner['memory'] {
    const regrets = this.#regrets.map((one, k) => [`regrets${k}`, one] as const);
    return { scales: this.#scales, ...Object.fromEntries(regrets) };
  }

  recall(): boolean {
    return this.#scales.every((scale) => scale > 0);
  }

  /** The weighted mean of the predictions, deg, in memory that the next call writes again. */
  combine(predictions: Asked): readonly number[] {
    const combined = this.#combined;
    for (let k = 0; k < combined.length; k++) {
      const weights = this.#weigh(k);
      let sum = 0;
      for (let e = 0; e < predictions.length; e++) sum += weights[e]! * predictions[e]![k]!;
      combined[k] = sum;
    }
    return combined;
  }

  /**
   * Once a sample: scores what was predicted for it, and keeps what was predicted from it, if anything was. `truth` in
   * deg; absent where the sample does not follow the one before.
   */
  learn(truth: number | undefined, predictions: Asked | undefined): void {
    const horizonSteps = this.#horizonSteps;
    if (truth === undefined) this.#asked.restart();
    const row = this.#asked.push(predictions !== undefined);
    if (predictions) for (let e = 0; e < predictions.length; e++) writeAngles(row, e * horizonSteps, predictions[e]!);
    if (truth !== undefined) for (let k = 0; k < horizonSteps; k++) this.#score(k, truth);
  }

  #score(k: number, truth: number): void {
    const asked = this.#asked.before(k + 1);
    if (!asked) return;
    const regrets = this.#regrets[k]!;
    const count = regrets.length;
    let sum = 0;
    for (let e = 0; e < count; e++) sum += Math.abs(asked[e * this.#horizonSteps + k]! - truth);
    const mean = sum / count;
    this.#scales[k] = DISCOUNT * this.#scales[k]! + (1 - DISCOUNT) * mean;
    for (let e = 0; e < count; e++) {
      const error = Math.abs(asked[e * this.#horizonSteps + k]! - truth);
      regrets[e] = DISCOUNT * regrets[e]! + error - mean;
    }
  }

  /** Of step k = 0, 1, … ahead; they add up to one. */
  weights(k: number): number[] {
    return Array.from(this.#weigh(k));
  }

  /** The same, in memory that the next call writes again. */
  #weigh(k: number): Float64Array {
    const weights = this.#weights;
    const regrets = this.#regrets[k]!;
    const scale = Math.max(LEAST_SCALE_DEG, this.#scales[k]!);
    let largest = -Infinity;
    for (let e = 0; e < weights.length; e++) {
      weights[e] = this.#prior[e]! - (LEARNING_RATE * regrets[e]!) / scale;
      largest = Math.max(largest, weights[e]!);
    }
    let sum = 0;
    for (let e = 0; e < weights.length; e++) sum += weights[e] = Math.exp(weights[e]! - largest);
    for (let e = 0; e < weights.length; e++) weights[e]! /= sum;
    return weights;
  }
}
