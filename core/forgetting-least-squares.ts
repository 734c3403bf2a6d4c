import { allFinite } from './all-finite.js';
import { cholesky, solveCholeskyEach } from './cholesky.js';
import type { Learner } from './learned-state.js';

/** What is believed before anything was observed: `weights[output][input]`, and how firmly, [inputs, inputs] row by row. */
export type LeastSquaresPrior = { weights: readonly (readonly number[])[]; precision: readonly number[] };

/**
 * Linear regression of several outputs on the same inputs, one observation at a time, in constant time. What was
 * observed is forgotten exponentially, not towards ignorance but towards the prior (Kulhavý & Zarrop 1993, On a
 * general concept of forgetting): where a road teaches nothing for long, the weights come back to what is usual
 * instead of drifting off, and the information matrix keeps its rank.
 */
export class ForgettingLeastSquares implements Learner {
  /** how often it went back to the prior */
  resets = 0;
  readonly inputs: number;
  readonly outputs: number;
  readonly #forgetting: number;
  readonly #prior: { information: Float64Array; projections: Float64Array[]; weights: Float64Array[] };
  readonly #information: Float64Array;
  /** information · weights, for each output */
  readonly #projections: Float64Array[];
  readonly #weights: Float64Array[];
  readonly #lower: Float64Array;

  /** `forgetting`: what one step leaves of the information, 0 … 1. */
  constructor({ weights, precision }: LeastSquaresPrior, { forgetting }: { forgetting: number }) {
    const n = (this.inputs = weights[0]!.length);
    this.outputs = weights.length;
    this.#forgetting = forgetting;
    const information = Float64Array.from(precision);
    const projections = weights.map((w) => {
      return Float64Array.from(w, (_, i) => w.reduce((sum, one, j) => sum + information[i * n + j]! * one, 0));
    });
    this.#prior = { information, projections, weights: weights.map((w) => Float64Array.from(w)) };
    this.#information = new Float64Array(n * n);
    this.#projections = weights.map(() => new Float64Array(n));
    this.#weights = weights.map(() => new Float64Array(n));
    this.#lower = new Float64Array(n * n);
    this.reset();
    this.resets = 0;
  }

  get memory(): Record<string, Float64Array> {
    const projections = this.#projections.map((projection, o) => [`projection${o}`, projection] as const);
    return { information: this.#information, ...Object.fromEntries(projections) };
  }

  recall(): boolean {
    cholesky(this.#information, this.inputs, this.#lower);
    return this.#solve();
  }

  /** Back to the prior. */
  reset(): void {
    this.resets++;
    this.#information.set(this.#prior.information);
    this.#projections.forEach((projection, o) => projection.set(this.#prior.projections[o]!));
    this.#weights.forEach((weights, o) => weights.set(this.#prior.weights[o]!));
  }

  weights(output: number): Float64Array {
    return this.#weights[output]!;
  }

  predict(output: number, x: Float64Array): number {
    const weights = this.#weights[output]!;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[i]!;
    return sum;
  }

  /** Learns that `x` gave `y` (one value an output); starts anew from the prior where the numbers break down. */
  update(x: Float64Array, y: Float64Array, weight: number): void {
    const n = this.inputs;
    const keep = this.#forgetting;
    const back = 1 - keep;
    const { information: usual, projections: usually } = this.#prior;
    const information = this.#information; // a private field is looked up at each use
    for (let i = 0; i < n; i++) {
      const scaled = weight * x[i]!;
      const row = i * n;
      for (let j = 0; j <= i; j++) {
        information[row + j] = keep * information[row + j]! + back * usual[row + j]! + scaled * x[j]!;
      }
    }
    cholesky(information, n, this.#lower);
    for (let o = 0; o < this.outputs; o++) {
      const projection = this.#projections[o]!;
      const usualProjection = usually[o]!;
      const scaled = weight * y[o]!;
      for (let i = 0; i < n; i++) {
        projection[i] = keep * projection[i]! + back * usualProjection[i]! + scaled * x[i]!;
      }
    }
    if (!this.#solve()) this.reset();
  }

  /** Whether all weights are numbers. */
  #solve(): boolean {
    solveCholeskyEach(this.#lower, this.inputs, this.#projections, this.#weights);
    for (let o = 0; o < this.outputs; o++) if (!allFinite(this.#weights[o]!)) return false;
    return true;
  }
}
