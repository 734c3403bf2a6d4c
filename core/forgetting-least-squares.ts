import { definiteSystem, type DefiniteSystem } from './definite-systems.js';
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
  readonly #prior: { information: Float64Array; projections: Float64Array; weights: Float64Array };
  /** [inputs, inputs], of which the upper triangle counts */
  readonly #information: Float64Array;
  /** information · weights, [inputs, outputs] */
  readonly #projections: Float64Array;
  /** [inputs, outputs] */
  readonly #weights: Float64Array;
  readonly #system: DefiniteSystem;

  /** `forgetting`: what one step leaves of the information, 0 … 1. */
  constructor({ weights, precision }: LeastSquaresPrior, { forgetting }: { forgetting: number }) {
    const n = (this.inputs = weights[0]!.length);
    const outputs = (this.outputs = weights.length);
    this.#forgetting = forgetting;
    const information = Float64Array.from(precision);
    const byInput = Float64Array.from({ length: n * outputs }, (_, at) => {
      return weights[at % outputs]![Math.floor(at / outputs)]!;
    });
    const projections = byInput.map((_, at) => {
      const row = n * Math.floor(at / outputs);
      return weights[at % outputs]!.reduce((sum, one, j) => sum + information[row + j]! * one, 0);
    });
    this.#prior = { information, projections, weights: byInput };
    this.#information = information.slice();
    this.#projections = projections.slice();
    this.#weights = byInput.slice();
    this.#system = definiteSystem(n, outputs);
  }

  get memory(): Record<string, Float64Array> {
    return { information: this.#information, projections: this.#projections };
  }

  recall(): boolean {
    const { inputs: n, outputs } = this;
    const { matrix, stride, sides, columns } = this.#system;
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) matrix[i * stride + j] = this.#information[i * n + j]!;
      for (let o = 0; o < outputs; o++) sides[i * columns + o] = this.#projections[i * outputs + o]!;
    }
    return this.#solve();
  }

  /** Back to the prior. */
  reset(): void {
    this.resets++;
    this.#information.set(this.#prior.information);
    this.#projections.set(this.#prior.projections);
    this.#weights.set(this.#prior.weights);
  }

  /** Of an input in an output. */
  weight(output: number, input: number): number {
    return this.#weights[input * this.outputs + output]!;
  }

  /** What `x` gives, one value an output; `x` may be longer than the inputs. */
  predict(x: Float64Array, out: Float64Array): void {
    const weights = this.#weights;
    const { inputs, outputs } = this;
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let i = 0, at = o; i < inputs; i++, at += outputs) sum += weights[at]! * x[i]!;
      out[o] = sum;
    }
  }

  /**
   * Learns that `x` gave `y` (one value an output), an observation that counts `weight` times; starts anew from the
   * prior where the numbers break down.
   */
  update(x: Float64Array, y: Float64Array, weight: number): void {
    const { inputs: n, outputs } = this;
    const keep = this.#forgetting;
    const back = 1 - keep;
    const { information: usual, projections: usually } = this.#prior;
    const information = this.#information; // a private field is looked up at each use
    const projections = this.#projections;
    const { matrix, stride, sides, columns } = this.#system;
    for (let i = 0; i < n; i++) {
      const scaled = weight * x[i]!;
      const row = i * n;
      const systemRow = i * stride;
      for (let j = i; j < n; j++) {
        const value = keep * information[row + j]! + back * usual[row + j]! + scaled * x[j]!;
        information[row + j] = value;
        matrix[systemRow + j] = value;
      }
      for (let o = 0; o < outputs; o++) {
        const at = i * outputs + o;
        const value = keep * projections[at]! + back * usually[at]! + scaled * y[o]!;
        projections[at] = value;
        sides[i * columns + o] = value;
      }
    }
    if (!this.#solve()) this.reset();
  }

  /** Whether all weights are numbers. */
  #solve(): boolean {
    const { outputs } = this;
    const { sides, columns } = this.#system;
    const weights = this.#weights;
    this.#system.solve();
    let isFinite = true;
    for (let i = 0; i < this.inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const value = sides[i * columns + o]!;
        weights[i * outputs + o] = value;
        if (!Number.isFinite(value)) isFinite = false;
      }
    }
    return isFinite;
  }
}
