/** s of driving that errors are averaged over before they are called poor, and over which they become usual */
const SHORT_MEMORY = 1;
const LONG_MEMORY = 600;
/** Times the usual error, and deg: what a driver would not notice is not poor. */
const TIMES_USUAL = 3;
const LEAST_DEG = 1;

/** Tells when predictions are poor: their error of the last second is far above what is usual on this car. */
export class PoorPredictions {
  readonly #shortKept: number;
  readonly #longKept: number;
  readonly #horizonSteps: number;
  #short = 0;
  #long = 0;
  #longWeight = 0;
  /** of the last `horizonSteps` steps, newest last */
  readonly #asked: (ArrayLike<number> | undefined)[] = [];

  constructor({ dt, horizonSteps }: { dt: number; horizonSteps: number }) {
    this.#shortKept = Math.exp(-dt / SHORT_MEMORY);
    this.#longKept = Math.exp(-dt / LONG_MEMORY);
    this.#horizonSteps = horizonSteps;
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.length = 0;
    this.#short = 0;
  }

  /** Once a sample, with the angles (deg) that were predicted at it: whether the predictions of this moment are poor. */
  next(steeringAngleDeg: number, predicted: ArrayLike<number> | undefined): boolean {
    const error = this.#errorOf(steeringAngleDeg);
    this.#asked.push(predicted);
    if (this.#asked.length > this.#horizonSteps) this.#asked.shift();
    if (error === undefined) return false;
    const usual = this.#longWeight > 0 ? this.#long / this.#longWeight : 0;
    this.#short = this.#shortKept * this.#short + (1 - this.#shortKept) * error;
    this.#long = this.#longKept * this.#long + error;
    this.#longWeight = this.#longKept * this.#longWeight + 1;
    return this.#short > Math.max(LEAST_DEG, TIMES_USUAL * usual);
  }

  #errorOf(steeringAngleDeg: number): number | undefined {
    let [sum, count] = [0, 0];
    for (let k = 0; k < this.#asked.length; k++) {
      const angles = this.#asked[this.#asked.length - 1 - k];
      if (!angles) continue;
      sum += Math.abs(angles[k]! - steeringAngleDeg);
      count++;
    }
    return count > 0 ? sum / count : undefined;
  }
}
