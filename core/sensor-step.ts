/** deg; a finer step is no matter beside the errors of any prediction */
const LEAST_STEP_DEG = 0.2;
/** deg, of changes as they are stored */
const TOLERANCE_DEG = 0.02;
/** Changes in a row that have to be multiples of the same step: one says nothing, as it may be several steps at once. */
const ENOUGH_CHANGES = 3;

/**
 * The step in which a coarse sensor shows the steering (1.5 deg in some cars), as the greatest common divisor of all
 * changes that it has shown. What is going to be measured is a multiple of it too; the absolute error expected of such a
 * truth is least at one of its own values, the median, and never between two of them.
 */
export class SensorStep {
  /** deg; 0 before the first change, less than LEAST_STEP_DEG once and for all where the sensor is a fine one */
  #step = 0;
  #agreeing = 0;
  #lastDeg = NaN;

  /** `truth` in deg; absent where the sample does not follow the one before. */
  learn(truth: number | undefined): void {
    const change = Math.abs((truth ?? NaN) - this.#lastDeg);
    this.#lastDeg = truth ?? NaN;
    const isKnownAsFine = this.#step > 0 && this.#step < LEAST_STEP_DEG;
    if (isKnownAsFine || !(change > TOLERANCE_DEG)) return;
    const common = commonDivisor(change, this.#step);
    this.#agreeing = common < this.#step - TOLERANCE_DEG ? 1 : this.#agreeing + 1;
    this.#step = common;
  }

  /** Angles (deg) as the sensor can show them from `lastDeg` on; the very same where it is fine. */
  rounded(angles: ArrayLike<number>, lastDeg: number): ArrayLike<number> {
    const step = this.#step;
    if (step < LEAST_STEP_DEG || this.#agreeing < ENOUGH_CHANGES) return angles;
    const shown = new Array<number>(angles.length);
    for (let k = 0; k < shown.length; k++) shown[k] = lastDeg + step * Math.round((angles[k]! - lastDeg) / step);
    return shown;
  }
}

/** Euclid's algorithm for numbers that are not exact; b may be 0. */
function commonDivisor(a: number, b: number): number {
  while (b > TOLERANCE_DEG) {
    const rest = a % b;
    a = b;
    b = Math.min(rest, b - rest);
  }
  return a;
}
