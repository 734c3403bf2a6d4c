import { RecentPredictions, writeAngles } from './recent-predictions.js';

/** s, time constant by which an error is forgotten */
const MEMORY = 30;

/** deg at each step ahead */
type Bounds = { lower: ArrayLike<number>; upper: ArrayLike<number> };

/**
 * Mean absolute errors (deg) of several predictors at each step ahead, over about the last half minute, and the share
 * of truths inside an interval. The truth of step k arrives k steps later.
 */
export class RollingErrors {
  /** samples that were the truth of a last step ahead, since the start: from the first on, every step has an error */
  truths = 0;
  readonly #horizonSteps: number;
  readonly #kept: number;
  /** [step]: discounted count of truths, and of those that met an interval */
  readonly #scored: Float64Array;
  readonly #bounded: Float64Array;
  readonly #inside: Float64Array;
  /** [predictor · horizonSteps + step], deg: discounted sum of errors */
  readonly #errors: Float64Array;
  /** rows of [predictor][step] and then of the bounds around the first, deg; NaN where there are none */
  readonly #asked: RecentPredictions;

  constructor(predictors: number, { dt, horizonSteps }: { dt: number; horizonSteps: number }) {
    this.#horizonSteps = horizonSteps;
    this.#kept = Math.exp(-dt / MEMORY);
    this.#scored = new Float64Array(horizonSteps);
    this.#bounded = new Float64Array(horizonSteps);
    this.#inside = new Float64Array(horizonSteps);
    this.#errors = new Float64Array(predictors * horizonSteps);
    this.#asked = new RecentPredictions(horizonSteps, (predictors + 2) * horizonSteps);
  }

  /**
   * Once a sample: scores what was predicted for it, and keeps what was predicted from it, if anything was. `truth` in
   * deg; absent where the sample does not follow the one before.
   */
  learn(truth: number | undefined, predictions: readonly ArrayLike<number>[] | undefined, interval?: Bounds): void {
    if (truth === undefined) this.#asked.restart();
    const row = this.#asked.push(predictions !== undefined);
    if (predictions) this.#write(row, predictions, interval);
    if (truth !== undefined) for (let k = 0; k < this.#horizonSteps; k++) this.#score(k, truth);
  }

  #write(row: Float64Array, predictions: readonly ArrayLike<number>[], interval: Bounds | undefined): void {
    const horizonSteps = this.#horizonSteps;
    const bounds = this.#errors.length;
    for (let p = 0; p < predictions.length; p++) writeAngles(row, p * horizonSteps, predictions[p]!);
    if (!interval) return void row.fill(NaN, bounds);
    writeAngles(row, bounds, interval.lower);
    writeAngles(row, bounds + horizonSteps, interval.upper);
  }

  #score(k: number, truth: number): void {
    const asked = this.#asked.before(k + 1);
    if (!asked) return;
    const kept = this.#kept;
    this.#scored[k] = kept * this.#scored[k]! + 1;
    if (k === this.#horizonSteps - 1) this.truths++;
    for (let at = k; at < this.#errors.length; at += this.#horizonSteps) {
      this.#errors[at] = kept * this.#errors[at]! + Math.abs(asked[at]! - truth);
    }
    const lower = asked[this.#errors.length + k]!;
    if (Number.isNaN(lower)) return;
    const isInside = lower <= truth && truth <= asked[this.#errors.length + this.#horizonSteps + k]!;
    this.#bounded[k] = kept * this.#bounded[k]! + 1;
    this.#inside[k] = kept * this.#inside[k]! + (isInside ? 1 : 0);
  }

  /** deg at each step ahead, to `out`; NaN before the first truth. */
  writeMae(predictor: number, out: number[]): void {
    const begin = predictor * this.#horizonSteps;
    for (let k = 0; k < this.#horizonSteps; k++) out[k] = this.#errors[begin + k]! / this.#scored[k]!;
  }

  /** Whether a truth has met an interval. */
  get hasCoverage(): boolean {
    return this.#bounded[0]! > 0;
  }

  /** Share at each step ahead, to `out`; NaN where no truth has met an interval. */
  writeCoverage(out: number[]): void {
    for (let k = 0; k < this.#horizonSteps; k++) out[k] = this.#inside[k]! / this.#bounded[k]!;
  }
}
