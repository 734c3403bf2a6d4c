/** s, time constant by which an error is forgotten */
const MEMORY = 30;

/** deg at each step ahead */
type Bounds = { lower: ArrayLike<number>; upper: ArrayLike<number> };
/** [predictor][step], deg, and the interval around the first of them, if any */
type Asked = { predictions: readonly ArrayLike<number>[]; interval: Bounds | undefined };

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
  /** of the last `horizonSteps` steps, newest last */
  readonly #asked: (Asked | undefined)[] = [];

  constructor(predictors: number, { dt, horizonSteps }: { dt: number; horizonSteps: number }) {
    this.#horizonSteps = horizonSteps;
    this.#kept = Math.exp(-dt / MEMORY);
    this.#scored = new Float64Array(horizonSteps);
    this.#bounded = new Float64Array(horizonSteps);
    this.#inside = new Float64Array(horizonSteps);
    this.#errors = new Float64Array(predictors * horizonSteps);
  }

  /**
   * Once a sample: scores what was predicted for it, and keeps what was predicted from it, if anything was. `truth` in
   * deg; absent where the sample does not follow the one before.
   */
  learn(truth: number | undefined, predictions: readonly ArrayLike<number>[] | undefined, interval?: Bounds): void {
    if (truth === undefined) this.#asked.length = 0;
    else
      for (let k = 0; k < this.#asked.length; k++) {
        const asked = this.#asked[this.#asked.length - 1 - k];
        if (asked) this.#score(k, asked, truth);
      }
    if (this.#asked.length === this.#horizonSteps) this.#asked.shift();
    this.#asked.push(predictions && { predictions, interval });
  }

  #score(k: number, { predictions, interval }: Asked, truth: number): void {
    const kept = this.#kept;
    this.#scored[k] = kept * this.#scored[k]! + 1;
    if (k === this.#horizonSteps - 1) this.truths++;
    for (let p = 0; p < predictions.length; p++) {
      const at = p * this.#horizonSteps + k;
      this.#errors[at] = kept * this.#errors[at]! + Math.abs(predictions[p]![k]! - truth);
    }
    if (!interval) return;
    const isInside = interval.lower[k]! <= truth && truth <= interval.upper[k]!;
    this.#bounded[k] = kept * this.#bounded[k]! + 1;
    this.#inside[k] = kept * this.#inside[k]! + (isInside ? 1 : 0);
  }

  /** deg at each step ahead; NaN before the first truth. */
  mae(predictor: number): number[] {
    const begin = predictor * this.#horizonSteps;
    const mae = new Array<number>(this.#horizonSteps);
    for (let k = 0; k < mae.length; k++) mae[k] = this.#errors[begin + k]! / this.#scored[k]!;
    return mae;
  }

  /** Share at each step ahead; undefined where no truth has met an interval. */
  coverage(): number[] | undefined {
    if (this.#bounded[0] === 0) return undefined;
    const share = new Array<number>(this.#horizonSteps);
    for (let k = 0; k < share.length; k++) share[k] = this.#inside[k]! / this.#bounded[k]!;
    return share;
  }
}
