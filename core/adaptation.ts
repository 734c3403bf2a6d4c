import { ChangeForecast, ROAD_AND_STEERING, STEERING_ALONE } from './change-forecast.js';
import type { Adapted, Horizon } from './features.js';
import type { LeastSquaresPrior } from './forgetting-least-squares.js';
import { withKnownGain } from './known-gain.js';
import type { Learners } from './learned-state.js';
import { SteeringResponse } from './steering-response.js';
import type { VehicleSample } from './vehicle-sample.js';

/** What is believed of a car before it has driven: what the training drives had in common. */
export type AdaptationPrior = { response: LeastSquaresPrior; forecast: LeastSquaresPrior; trend: LeastSquaresPrior };

/** Of a gain that is known: what lies outside is not this car. */
const KNOWN_GAIN_BOUNDS = [0.5, 2] as const;

/** All that is learned of a car as it drives, in the trainer as in the car: constant time and memory a step. */
export class Adaptation {
  readonly response: SteeringResponse;
  readonly #forecast: ChangeForecast;
  readonly #trend: ChangeForecast;
  /** written again at each step */
  readonly #adapted: Adapted;

  /** `gain`: deg per 1/100 m, where the car's data sheet gives it. */
  constructor(prior: AdaptationPrior, horizon: Horizon, gain?: number) {
    this.response = responseOf(prior.response, gain);
    this.#forecast = new ChangeForecast(ROAD_AND_STEERING, prior.forecast, horizon);
    this.#trend = new ChangeForecast(STEERING_ALONE, prior.trend, horizon);
    this.#adapted = {
      equivalentSteeringDeg: new Float64Array(horizon.historyLength + horizon.horizonSteps),
      forecastChangeDeg: new Float64Array(horizon.horizonSteps),
      trendChangeDeg: new Float64Array(horizon.horizonSteps),
    };
  }

  get learners(): Learners {
    return { response: this.response, forecast: this.#forecast.learner, trend: this.#trend.learner };
  }

  /** The samples to come do not follow those that were; what was learned of the car stays. */
  restart(): void {
    this.#forecast.restart();
    this.#trend.restart();
  }

  /** Once for each sample that fills the window; absent where the curvature ahead is not known. */
  push(window: readonly VehicleSample[], preview: readonly number[] | undefined): Adapted | undefined {
    const { equivalentSteeringDeg, forecastChangeDeg, trendChangeDeg } = this.#adapted;
    this.#forecast.learn(window);
    this.#trend.learn(window);
    if (preview) {
      this.response.learn(window, preview);
      this.response.equivalentSteering(window, preview, equivalentSteeringDeg);
    }
    const equivalent = preview && equivalentSteeringDeg;
    this.#forecast.forecast(window, equivalent, forecastChangeDeg);
    this.#trend.forecast(window, equivalent, trendChangeDeg);
    return preview && this.#adapted;
  }
}

/** The response that a car is met with, one whose gain is known (deg per 1/100 m) or any. */
export const responseOf = (prior: LeastSquaresPrior, gain: number | undefined): SteeringResponse =>
  gain === undefined
    ? new SteeringResponse(prior)
    : new SteeringResponse(withKnownGain(prior, gain), { gainBounds: KNOWN_GAIN_BOUNDS });
