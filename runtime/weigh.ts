import { allFinite } from '../core/all-finite.js';
import { halfWidthOf, writeHalfWidth, type HalfWidth } from '../core/half-width.js';
import type { ModelCard } from '../core/model-card.js';
import { OnlineInterval, type Interval } from '../core/online-interval.js';
import { OnlineWeights } from '../core/online-weights.js';
import { SensorStep } from '../core/sensor-step.js';
import { EXPERTS, type Step } from '../core/step.js';

/** Twice for the network, as training found it best; the plainest ones count only once the others fail. */
const PRIOR = { network: 2, forecast: 1, lasting: 1, response: 1, trend: 1, linear: 0.1, persistence: 0.3 } as const;

/** Angles in deg, with the interval around them where the model has one; written again at the next step. */
export type Weighed = {
  angles?: ArrayLike<number> | undefined;
  interval?: Interval | undefined;
  /** the network's and the experts' angles, which were weighed */
  predictions?: readonly ArrayLike<number>[] | undefined;
};

type Published = Weighed & { angles: ArrayLike<number>; predictions: readonly ArrayLike<number>[] };

/**
 * What is published for a step, given the network's angles, which are not kept, and what is learned of it then; once a
 * step, in order.
 * `truth`: see truthOf.
 */
export interface Weigh {
  weigh(step: Step, network: ArrayLike<number> | undefined): Weighed;
  learn(truth: number | undefined, weighed: Weighed): void;
}

/** The network alone: what a model that does not adapt publishes, with the interval that its card has. */
export function networkAlone({ interval, featureNames }: Pick<ModelCard, 'interval' | 'featureNames'>): Weigh {
  const half = interval && halfWidthOf(interval.quantiles, featureNames);
  return {
    weigh({ features }, network) {
      const angles = network && Array.from(network);
      return half && features && angles ? { angles, interval: around(angles, features, half) } : { angles };
    },
    learn() {},
  };
}

/** The bounds that the exported graph has as outputs. */
function around(angles: ArrayLike<number>, features: ArrayLike<number>, half: HalfWidth): Interval {
  const lower = new Array<number>(angles.length);
  const upper = new Array<number>(angles.length);
  writeHalfWidth(features, half, lower);
  for (let k = 0; k < lower.length; k++) {
    upper[k] = angles[k]! + lower[k]!;
    lower[k] = angles[k]! - lower[k]!;
  }
  return { lower, upper };
}

/** What weighing learns of a car. */
export type Weighing = { weights: OnlineWeights; interval: OnlineInterval };

export function newWeighing(horizonSteps: number): Weighing {
  const prior = [PRIOR.network, ...EXPERTS.map((name) => PRIOR[name])];
  return { weights: new OnlineWeights(prior, horizonSteps), interval: new OnlineInterval(horizonSteps) };
}

/** The network's angles weighed with those of the simpler predictors, all as the sensor of the steering can show them. */
export class WeighWithExperts implements Weigh {
  readonly #weights: OnlineWeights;
  readonly #interval: OnlineInterval;
  readonly #sensor = new SensorStep();
  readonly #predictions: ArrayLike<number>[] = [];
  #published: Published | undefined;

  constructor({ weights, interval }: Weighing) {
    this.#weights = weights;
    this.#interval = interval;
  }

  weigh(step: Step, network: ArrayLike<number> | undefined): Weighed {
    if (!step.experts || !network || !allFinite(network)) return { angles: network && Array.from(network) };
    const { steeringAngleDeg } = step.sample;
    const predictions = this.#predictions;
    writeWithFirst(network, step.experts, predictions);
    for (let p = 0; p < predictions.length; p++) {
      predictions[p] = this.#sensor.rounded(predictions[p]!, steeringAngleDeg);
    }
    const angles = this.#sensor.rounded(this.#weights.combine(predictions), steeringAngleDeg);
    const interval = this.#interval.around(angles, predictions);
    this.#published ??= { angles, interval, predictions };
    this.#published.angles = angles;
    return this.#published;
  }

  learn(truth: number | undefined, weighed: Weighed): void {
    const published = weighed === this.#published ? this.#published : undefined;
    this.#sensor.learn(truth);
    this.#weights.learn(truth, published?.predictions);
    this.#interval.learn(truth, published);
  }
}

/** deg, what a step says of the predictions before it; absent where it does not follow them. */
export const truthOf = ({ sample, reasons }: Step): number | undefined =>
  sample.valid && !reasons.includes('GAP') ? sample.steeringAngleDeg : undefined;

/** `[first, ...rest]` in an array that is there: this runs at every step. */
export function writeWithFirst<T>(first: T, rest: readonly T[], out: T[]): readonly T[] {
  out[0] = first;
  for (let k = 0; k < rest.length; k++) out[k + 1] = rest[k]!;
  return out;
}
