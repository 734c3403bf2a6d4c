import type { Horizon } from './features.js';
import { ForgettingLeastSquares, type LeastSquaresPrior } from './forgetting-least-squares.js';
import type { Learner } from './learned-state.js';
import type { VehicleSample } from './vehicle-sample.js';

/** deg; errors count by their size beyond it, by their square below */
const ROBUST_DEG = 0.3;
/** m/s, amid the speeds that are driven */
const MIDDLE_SPEED = 15;

/** What a forecast is made from; `equivalent`: deg, at the window's samples and then at the steps ahead. */
export type ForecastInputs = {
  /** what one step leaves of what was learned: with dt = 0.1 s half is forgotten in 7 s by 0.99, in 35 s by 0.998 */
  forgetting: number;
  count(horizon: Horizon): number;
  write(window: readonly VehicleSample[], equivalent: Float64Array, out: Float64Array): void;
};

/** Changes of equivalent steering, changes of steering, and how far the two are apart. */
export const ROAD_AND_STEERING: ForecastInputs = {
  forgetting: 0.998,
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

/** The same, and each again by how fast the car is: slow cars turn at once and fast ones late, and shake otherwise. */
export const ROAD_BY_SPEED: ForecastInputs = {
  forgetting: 0.99,
  count: (horizon) => 2 * ROAD_AND_STEERING.count(horizon),
  write(window, equivalent, out) {
    const plain = out.length / 2;
    ROAD_AND_STEERING.write(window, equivalent, out.subarray(0, plain));
    const speed = Math.min(1, window.at(-1)!.vEgo / MIDDLE_SPEED - 1);
    for (let i = 0; i < plain; i++) out[plain + i] = speed * out[i]!;
  },
};

/** Changes of steering: what is left where the curvature says little, and much where the steering is smooth. */
export const STEERING_ALONE: ForecastInputs = {
  forgetting: 0.99,
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
    this.#regression = new ForgettingLeastSquares(prior, { forgetting: inputs.forgetting });
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
