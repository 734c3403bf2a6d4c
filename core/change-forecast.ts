import type { Horizon } from './features.js';
import { ForgettingLeastSquares, type LeastSquaresPrior } from './forgetting-least-squares.js';
import type { Learner } from './learned-state.js';
import { RecentPredictions } from './recent-predictions.js';
import type { VehicleSample } from './vehicle-sample.js';

/** deg; errors count by their size beyond it, by their square below */
const ROBUST_DEG = 0.3;
/** m/s, amid the speeds that are driven */
const MIDDLE_SPEED = 15;

/** What a forecast is made from; `equivalent`: deg, at the window's samples and then at the steps ahead. */
export type ForecastInputs = {
  /** what one step leaves of what was learned: with dt = 0.1 s half is forgotten in 7 s by 0.99, in 35 s by 0.998 */
  forgetting: number;
  /** how many there are */
  count(horizon: Horizon): number;
  /** Writes them to the begin of `out`, deg; `window` oldest first. */
  write(window: readonly VehicleSample[], equivalent: Float64Array, out: Float64Array): void;
};

/** Changes of equivalent steering, changes of steering, and how far the two are apart. */
export const ROAD_AND_STEERING: ForecastInputs = {
  forgetting: 0.998,
  count: ({ historyLength, horizonSteps }) => horizonSteps + 2 * (historyLength - 1) + 1,
  write: (window, equivalent, out) => void writeRoadAndSteering(window, equivalent, out),
};

/** The same, and each again by how fast the car is: slow cars turn at once and fast ones late, and shake otherwise. */
export const ROAD_BY_SPEED: ForecastInputs = {
  forgetting: 0.99,
  count: (horizon) => 2 * ROAD_AND_STEERING.count(horizon),
  write(window, equivalent, out) {
    const plain = writeRoadAndSteering(window, equivalent, out);
    const speed = Math.min(1, window[window.length - 1]!.vEgo / MIDDLE_SPEED - 1);
    for (let i = 0; i < plain; i++) out[plain + i] = speed * out[i]!;
  },
};

/** Changes of steering: what is left where the curvature says little, and much where the steering is smooth. */
export const STEERING_ALONE: ForecastInputs = {
  forgetting: 0.99,
  count: ({ historyLength }) => historyLength - 1,
  write: (window, _, out) => void writeSteeringChanges(window, out, 0),
};

/** Returns how many there are. */
function writeRoadAndSteering(window: readonly VehicleSample[], equivalent: Float64Array, out: Float64Array): number {
  const now = window.length - 1;
  let at = 0;
  for (let i = now + 1; i < equivalent.length; i++) out[at++] = equivalent[i]! - equivalent[i - 1]!;
  for (let i = now; i > 0; i--) out[at++] = equivalent[i]! - equivalent[i - 1]!;
  at = writeSteeringChanges(window, out, at);
  out[at++] = window[now]!.steeringAngleDeg - equivalent[now]!;
  return at;
}

/** Newest first; returns where they end. */
function writeSteeringChanges(window: readonly VehicleSample[], out: Float64Array, begin: number): number {
  let at = begin;
  for (let i = window.length - 1; i > 0; i--) {
    out[at++] = window[i]!.steeringAngleDeg - window[i - 1]!.steeringAngleDeg;
  }
  return at;
}

/**
 * Change of the steering-wheel angle (deg) at each step ahead, linear in its inputs. It starts from the weights that were
 * best over the training drives, and goes on learning from each step once its whole future has been driven.
 */
export class ChangeForecast {
  readonly #regression: ForgettingLeastSquares;
  readonly #inputs: ForecastInputs;
  readonly #changes: Float64Array;
  readonly #expected: Float64Array;
  /** rows of what a step was predicted from, and then of the angle at it, deg */
  readonly #asked: RecentPredictions;

  constructor(inputs: ForecastInputs, prior: LeastSquaresPrior, { horizonSteps }: Horizon) {
    this.#inputs = inputs;
    this.#regression = new ForgettingLeastSquares(prior, { forgetting: inputs.forgetting });
    this.#changes = new Float64Array(horizonSteps);
    this.#expected = new Float64Array(horizonSteps);
    this.#asked = new RecentPredictions(horizonSteps, this.#regression.inputs + 1);
  }

  get learner(): Learner {
    return this.#regression;
  }

  /** The samples to come do not follow those that were. */
  restart(): void {
    this.#asked.restart();
  }

  /**
   * Once a sample: the changes to `out`, deg at each step ahead. `equivalent` is absent where the curvature ahead is not
   * known, and `out` stays as it was.
   */
  forecast(window: readonly VehicleSample[], equivalent: Float64Array | undefined, out: Float64Array): void {
    const asked = this.#asked.push(equivalent !== undefined);
    if (!equivalent) return;
    this.#inputs.write(window, equivalent, asked);
    asked[this.#regression.inputs] = window[window.length - 1]!.steeringAngleDeg;
    this.#regression.predict(asked, out);
  }

  /** Once a sample, after `forecast`: learns from the question asked `horizonSteps` samples ago, if one was. */
  learn(window: readonly VehicleSample[]): void {
    const horizonSteps = this.#changes.length;
    const asked = this.#asked.before(horizonSteps);
    if (!asked) return;
    const first = window.length - horizonSteps;
    const lastDeg = asked[this.#regression.inputs]!;
    this.#regression.predict(asked, this.#expected);
    let error = 0;
    for (let k = 0; k < horizonSteps; k++) {
      const change = window[first + k]!.steeringAngleDeg - lastDeg;
      this.#changes[k] = change;
      error += Math.abs(change - this.#expected[k]!);
    }
    const weight = 1 / Math.max(ROBUST_DEG, error / horizonSteps);
    this.#regression.update(asked, this.#changes, weight);
  }
}
