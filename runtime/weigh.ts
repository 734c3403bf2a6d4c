import { allFinite } from '../core/all-finite.js';
import { OnlineInterval, type Interval } from '../core/online-interval.js';
import { OnlineWeights } from '../core/online-weights.js';
import { EXPERTS, type Step } from '../core/step.js';

/** Twice for the network, as training found it best; the plainest ones count only once the others fail. */
const PRIOR = { network: 2, forecast: 1, lasting: 1, response: 1, trend: 1, linear: 0.1, persistence: 0.3 } as const;

/** Angles in deg, with the interval around them where the model adapts. */
export type Weighed = { angles?: Float32Array | undefined; interval?: Interval | undefined };
/** What is published for a step, given the network's angles; called once for every step, in order. */
export type Weigh = (step: Step, network: Float32Array | undefined) => Weighed;

/** The network alone: what a model that does not adapt publishes. */
export const networkAlone: Weigh = (_, angles) => ({ angles });

/** What weighing learns of a car. */
export type Weighing = { weights: OnlineWeights; interval: OnlineInterval };

export function newWeighing(horizonSteps: number): Weighing {
  const prior = [PRIOR.network, ...EXPERTS.map((name) => PRIOR[name])];
  return { weights: new OnlineWeights(prior, horizonSteps), interval: new OnlineInterval(horizonSteps) };
}

/** The network's angles weighed with those of the simpler predictors. */
export function weighWithExperts({ weights, interval }: Weighing): Weigh {
  return ({ sample, reasons, experts }, network) => {
    const follows = sample.valid && !reasons.includes('GAP');
    for (const learner of [weights, interval]) {
      if (follows) learner.learn(sample.steeringAngleDeg);
      else learner.restart();
    }
    const all = experts && network && allFinite(network) ? [network, ...experts] : undefined;
    const combined = weights.combine(all);
    return { angles: combined ?? network, interval: interval.around(combined, all) };
  };
}
