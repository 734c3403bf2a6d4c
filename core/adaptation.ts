import { ChangeForecast, ROAD_AND_STEERING, STEERING_ALONE } from './change-forecast.js';
import type { Adapted, Horizon } from './features.js';
import type { LeastSquaresPrior } from './forgetting-least-squares.js';
import { SteeringResponse } from './steering-response.js';
import type { VehicleSample } from './vehicle-sample.js';

/** What is believed of a car before it has driven: what the training drives had in common. */
export type AdaptationPrior = { response: LeastSquaresPrior; forecast: LeastSquaresPrior; trend: LeastSquaresPrior };

/** All that is learned of a car as it drives, in the trainer as in the car: constant time and memory a step. */
export class Adaptation {
  readonly response: SteeringResponse;
  readonly #forecast: ChangeForecast;
  readonly #trend: ChangeForecast;
  /** written again at each step */
  readonly #adapted: Adapted;

  constructor(prior: AdaptationPrior, horizon: Horizon) {
    this.response = new SteeringResponse(prior.response);
    this.#forecast = new ChangeForecast(ROAD_AND_STEERING, prior.forecast, horizon);
    this.#trend = new ChangeForecast(STEERING_ALONE, prior.trend, horizon);
    this.#adapted = {
      equivalentSteeringDeg: new Float64Array(horizon.historyLength + horizon.horizonSteps),
      forecastChangeDeg: new Float64Array(horizon.horizonSteps),
      trendChangeDeg: new Float64Array(horizon.horizonSteps),
    };
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
