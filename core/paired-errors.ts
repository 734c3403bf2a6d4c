/** deg at each step ahead, by the one and by the other */
type Pair = readonly [ArrayLike<number>, ArrayLike<number>];

/**
 * Errors of two predictors over the same truths of one grid, and how far apart they are; deg. The truth of step k
 * arrives k steps later; a step counts where both had predicted it.
 */
export class PairedErrors {
  readonly #horizonSteps: number;
  /** of the last `horizonSteps` steps, newest last */
  readonly #asked: (Pair | undefined)[] = [];

  constructor(horizonSteps: number) {
    this.#horizonSteps = horizonSteps;
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.length = 0;
  }

  /** Once a sample: what each was off on average over the predictions that it is the truth of; undefined for none. */
  learn(steeringAngleDeg: number): readonly [number, number] | undefined {
    let [first, second, count] = [0, 0, 0];
    for (let k = 0; k < this.#asked.length; k++) {
      const pair = this.#asked[this.#asked.length - 1 - k];
      if (!pair) continue;
      first += Math.abs(pair[0][k]! - steeringAngleDeg);
      second += Math.abs(pair[1][k]! - steeringAngleDeg);
      count++;
    }
    return count === this.#horizonSteps ? [first / count, second / count] : undefined;
  }

  /** Once a sample, after `learn`: what both predict; how far apart they are on average, undefined where one is silent. */
  ask(first: ArrayLike<number> | undefined, second: ArrayLike<number> | undefined): number | undefined {
    const pair = first && second && ([first, second] as const);
    this.#asked.push(pair);
    if (this.#asked.length > this.#horizonSteps) this.#asked.shift();
    if (!pair) return undefined;
    let sum = 0;
    for (let k = 0; k < this.#horizonSteps; k++) sum += Math.abs(pair[0][k]! - pair[1][k]!);
    return sum / this.#horizonSteps;
  }
}
