import { RecentPredictions, writeAngles } from './recent-predictions.js';

/**
 * Errors of two predictors over the same truths of one grid, and how far apart they are; deg. The truth of step k
 * arrives k steps later; a step counts where both had predicted it.
 */
export class PairedErrors {
  readonly #horizonSteps: number;
  /** rows of what the one and then the other predicted at each step ahead, deg */
  readonly #asked: RecentPredictions;

  constructor(horizonSteps: number) {
    this.#horizonSteps = horizonSteps;
    this.#asked = new RecentPredictions(horizonSteps, 2 * horizonSteps);
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.restart();
  }

  /** Once a sample: what each was off on average over the predictions that it is the truth of; undefined for none. */
  learn(steeringAngleDeg: number): readonly [number, number] | undefined {
    let [first, second, count] = [0, 0, 0];
    for (let k = 0; k < this.#horizonSteps; k++) {
      const pair = this.#asked.before(k); // the newest is the one before this sample
      if (!pair) continue;
      first += Math.abs(pair[k]! - steeringAngleDeg);
      second += Math.abs(pair[this.#horizonSteps + k]! - steeringAngleDeg);
      count++;
    }
    return count === this.#horizonSteps ? [first / count, second / count] : undefined;
  }

  /** Once a sample, after `learn`: what both predict; how far apart they are on average, undefined where one is silent. */
  ask(first: ArrayLike<number> | undefined, second: ArrayLike<number> | undefined): number | undefined {
    const row = this.#asked.push(first !== undefined && second !== undefined);
    if (!first || !second) return undefined;
    writeAngles(row, 0, first);
    writeAngles(row, this.#horizonSteps, second);
    let sum = 0;
    for (let k = 0; k < this.#horizonSteps; k++) sum += Math.abs(first[k]! - second[k]!);
    return sum / this.#horizonSteps;
  }
}
