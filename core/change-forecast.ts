import type { Horizon } from './features.js';
import { ForgettingLeastSquares, type LeastSquaresPrior } from './forgetting-least-squares.js';
import type { Learner } from './learned-state.js';
import type { VehicleSample } from './vehicle-sample.js';

/** Of one step: with dt = 0.1 s half is forgotten in 7 s. */
const FORGETTING = 0.99;
/** deg; as in the steering response */
const ROBUST_DEG = 0.3;

/** What a forecast is made from; `equivalent`: deg, at the window's samples and then at the steps ahead. */
export type ForecastInputs = {
  count(horizon: Horizon): number;
  write(window: readonly VehicleSample[], equivalent: Float64Array, out: Float64Array): void;
};

/** Changes of equivalent steering, changes of steering, and how far the two are apart. */
export const ROAD_AND_STEERING: ForecastInputs = {
  count: ({ historyLength, horizonSteps }) => horizonSteps + 2 * (historyLength - 1) + 1,
  write(window, equivalent, out) {
    const now = window.length - 1;
    let at = 0;
    for (let i = now + 1; i < equivalent.length; i++) out[at++] = equivalent[i]! - equivalent[i - 1]!;
    for (let i = now; i > 0; i--) out[at++] = equivalent[i]! - equivalent[i - 1]!;
    writeSteeringChanges(window, out, at);
    out[out.length - 1] = window[now]!.steeringAngleDeg - equivalent[now]!;
  },
};

/** Changes of steering: what is left where the curvature says little, and much where the steering is smooth. */
export const STEERING_ALONE: ForecastInputs = {
  count: ({ historyLength }) => historyLength - 1,
  write: (window, _, out) => writeSteeringChanges(window, out, 0),
};

/** Newest first. */
function writeSteeringChanges(window: readonly VehicleSample[], out: Float64Array, begin: number): void {
  for (let i = window.length - 1; i > 0; i--) {
    out[begin++] = window[i]!.steeringAngleDeg - window[i - 1]!.steeringAngleDeg;
  }
}

type Question = { inputs: Float64Array; lastDeg: number };

/**
 * Change of the steering-wheel angle (deg) at each step ahead, linear in its inputs. It starts
 * from the weights that were best over the training drives, and goes on learning from each step once its whole future
 * has been driven.
 */
export class ChangeForecast {
  readonly #regression: ForgettingLeastSquares;
  readonly #inputs: ForecastInputs;
  readonly #horizonSteps: number;
  readonly #changes: Float64Array;
  /** of the last `horizonSteps` steps, newest last */
  readonly #asked: (Question | undefined)[] = [];

  constructor(inputs: ForecastInputs, prior: LeastSquaresPrior, { horizonSteps }: Horizon) {
    this.#inputs = inputs;
    this.#regression = new ForgettingLeastSquares(prior, { forgetting: FORGETTING });
    this.#horizonSteps = horizonSteps;
    this.#changes = new Float64Array(horizonSteps);
  }

  get learner(): Learner {
    return this.#regression;
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.length = 0;
  }

  /** Once a sample: learns from the question asked `horizonSteps` samples ago, if one was. */
  learn(window: readonly VehicleSample[]): void {
    if (this.#asked.length < this.#horizonSteps) return;
    const question = this.#asked.shift();
    if (!question) return;
    const first = window.length - this.#horizonSteps;
    let error = 0;
    for (let k = 0; k < this.#horizonSteps; k++) {
      this.#changes[k] = window[first + k]!.steeringAngleDeg - question.lastDeg;
      error += Math.abs(this.#changes[k]! - this.#regression.predict(k, question.inputs));
    }
    const weight = 1 / Math.max(ROBUST_DEG, error / this.#horizonSteps);
    this.#regression.update(question.inputs, this.#changes, weight);
  }

  /** Once a sample, after `learn`; `equivalent` is absent where the curvature ahead is not known. */
  forecast(window: readonly VehicleSample[], equivalent: Float64Array | undefined, out: Float64Array): void {
    if (!equivalent) {
      this.#asked.push(undefined);
      return;
    }
    const inputs = new Float64Array(this.#regression.inputs);
    this.#inputs.write(window, equivalent, inputs);
    this.#asked.push({ inputs, lastDeg: window.at(-1)!.steeringAngleDeg });
    for (let k = 0; k < out.length; k++) out[k] = this.#regression.predict(k, inputs);
  }
}
