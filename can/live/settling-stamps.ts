/** µs after a socket's first frame in which its stamps are not all the kernel's */
const SETTLING = 1e6;

/**
 * The kernel stamps frames from when the first of them was asked for its stamp: those that waited then have the time at
 * which they were read, and those after them an earlier one. Held level, they are at most that much late.
 */
export class SettlingStamps {
  #firstUs = NaN;
  #lastUs = NaN;

  /** The stamp of the next frame, from the one that the kernel gives (µs). */
  next(timeUs: number): number {
    if (Number.isNaN(this.#firstUs)) this.#firstUs = this.#lastUs = timeUs;
    if (Math.abs(timeUs - this.#firstUs) > SETTLING) return timeUs;
    return (this.#lastUs = Math.max(this.#lastUs, timeUs));
  }
}
