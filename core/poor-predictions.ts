/** Scores (one a second) over which an error becomes usual: ten minutes. */
const MEMORY = 600;
/** Times the usual error, and deg: what a driver would not notice is not poor. */
const TIMES_USUAL = 1.5;
const LEAST_DEG = 0.5;

/** Tells when predictions are poor: their error of the last half minute is well above what is usual on this car. */
export class PoorPredictions {
  #sum = 0;
  #weight = 0;

  /** Once a second of driving, with the mean absolute error (deg) of what was published over the last half minute. */
  next(maeDeg: number): boolean {
    if (!Number.isFinite(maeDeg)) return false;
    const usual = this.#weight > 0 ? this.#sum / this.#weight : Infinity;
    const kept = Math.exp(-1 / MEMORY);
    this.#sum = kept * this.#sum + maeDeg;
    this.#weight = kept * this.#weight + 1;
    return maeDeg > Math.max(LEAST_DEG, TIMES_USUAL * usual);
  }
}
