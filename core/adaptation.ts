import {
  ChangeForecast,
  ROAD_AND_STEERING,
  ROAD_BY_SPEED,
  STEERING_ALONE,
  type ForecastInputs,
} from './change-forecast.js';
import type { Adapted, Horizon } from './features.js';
import type { LeastSquaresPrior } from './forgetting-least-squares.js';
import { withKnownGain } from './known-gain.js';
import type { Learners } from './learned-state.js';
import { SteeringResponse } from './steering-response.js';
import type { VehicleSample } from './vehicle-sample.js';

/** The forecasts of the steering's change, by what they are made from. */
export const FORECASTS = {
  /** from the prior on, quick to follow what the car does */
  forecast: ROAD_BY_SPEED,
  /** from this car alone, slowly: what a car far from the training drives needs */
  lasting: ROAD_AND_STEERING,
  trend: STEERING_ALONE,
} as const satisfies Record<string, ForecastInputs>;
export type ForecastName = keyof typeof FORECASTS;
export const FORECAST_NAMES = Object.keys(FORECASTS) as ForecastName[]; // as: the keys of the record above

/** What is believed of a car before it has driven: what the training drives had in common. */
export type AdaptationPrior = { response: LeastSquaresPrior } & Record<ForecastName, LeastSquaresPrior>;

/** Of a gain that is known: what lies outside is not this car. */
const KNOWN_GAIN_BOUNDS = [0.5, 2] as const;

/** All that is learned of a car as it drives, in the trainer as in the car: constant time and memory a step. */
export class Adaptation {
  readonly response: SteeringResponse;
  readonly #forecasts: readonly { name: ForecastName; forecast: ChangeForecast; out: Float64Array }[];
  /** written again at each step */
  readonly #adapted: Adapted;

  /** `gain`: deg per 1/100 m, where the car's data sheet gives it. */
  constructor(prior: AdaptationPrior, horizon: Horizon, gain?: number) {
    this.response = responseOf(prior.response, gain);
    const changes = () => new Float64Array(horizon.horizonSteps);
    this.#adapted = {
      equivalentSteeringDeg: new Float64Array(horizon.historyLength + horizon.horizonSteps),
      forecastChangeDeg: changes(),
      lastingChangeDeg: changes(),
      trendChangeDeg: changes(),
    };
    this.#forecasts = FORECAST_NAMES.map((name) => ({
      name,
      forecast: new ChangeForecast(FORECASTS[name], prior[name], horizon),
      out: this.#adapted[`${name}ChangeDeg`],
    }));
  }

  get learners(): Learners {
    const forecasts = this.#forecasts.map(({ name, forecast }) => [name, forecast.learner] as const);
    return { response: this.response, ...Object.fromEntries(forecasts) };
  }

  /** The samples to come do not follow those that were; what was learned of the car stays. */
  restart(): void {
    for (const { forecast } of this.#forecasts) forecast.restart();
  }

  /**
   * What is made of a sample that fills the window; absent where the curvature ahead is not known. The response, which
   * costs little beside the forecasts, learns from the sample first: of a car not known yet each sample tells much.
   */
  predict(window: readonly VehicleSample[], preview: readonly number[] | undefined): Adapted | undefined {
    const adapted = this.#adapted;
    const equivalent = preview && adapted.equivalentSteeringDeg;
    if (preview) {
      this.response.learn(window, preview);
      this.response.equivalentSteering(window, preview, adapted.equivalentSteeringDeg);
    }
    for (let f = 0; f < this.#forecasts.length; f++) {
      const { forecast, out } = this.#forecasts[f]!;
      forecast.forecast(window, equivalent, out);
    }
    return preview && adapted;
  }

  /** Learns the forecasts from the sample that `predict` was given last. */
  learn(window: readonly VehicleSample[]): void {
    for (let f = 0; f < this.#forecasts.length; f++) this.#forecasts[f]!.forecast.learn(window);
  }
}

/** The response that a car is met with, one whose gain is known (deg per 1/100 m) or any. */
export const responseOf = (prior: LeastSquaresPrior, gain: number | undefined): SteeringResponse =>
  gain === undefined
    ? new SteeringResponse(prior)
    : new SteeringResponse(withKnownGain(prior, gain), { gainBounds: KNOWN_GAIN_BOUNDS });
