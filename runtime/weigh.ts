import { EXPERTS, type Step } from '../core/step.js';
import { OnlineWeights } from '../core/online-weights.js';

/** Twice for the network, as training found it best; the plainest ones count only once the others fail. */
const PRIOR = { network: 2, forecast: 1, response: 1, linear: 0.1, persistence: 0.1 } as const;

/** The network's angles weighed with those of the simpler predictors; called once for every step, in order. */
export type Weigh = (step: Step, angles: Float32Array | undefined) => Float32Array | undefined;

export function weighWithExperts(horizonSteps: number): Weigh {
  const prior = [PRIOR.network, ...EXPERTS.map((name) => PRIOR[name])];
  const weights = new OnlineWeights(prior, horizonSteps);
  return ({ sample, reasons, experts }, angles) => {
    if (!sample.valid || reasons.includes('GAP')) weights.restart();
    else weights.learn(sample.steeringAngleDeg);
    const all = experts && angles?.every(Number.isFinite) ? [angles, ...experts] : undefined;
    return weights.combine(all) ?? angles;
  };
}
