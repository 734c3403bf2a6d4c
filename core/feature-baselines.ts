import { linearExtrapolation, persistence, steadyStateAngle, type SteadyState } from './baselines.js';
import type { Horizon } from './features.js';

/** What the baselines say, deg at each step ahead. */
export type BaselineAngles = { persistence: number[]; linear: number[]; bicycle: number[] };

/** Features of one step (physical units, in the order of `featureNames`) → what the baselines say for it. */
export function baselinesFrom(
  featureNames: readonly string[],
  steadyState: SteadyState,
  { horizonSteps }: Horizon,
): (features: ArrayLike<number>) => BaselineAngles {
  const column = (name: string) => featureNames.indexOf(name);
  const [last, beforeLast] = [column('steeringAngleDeg[i-1]'), column('steeringAngleDeg[i-2]')];
  const [vEgo, ahead] = [column('vEgo[i-1]'), column('curvature[i+0]')];
  return (features) => ({
    persistence: persistence(features[last]!, horizonSteps),
    linear: linearExtrapolation(features[beforeLast]!, features[last]!, horizonSteps),
    bicycle: Array.from({ length: horizonSteps }, (_, k) =>
      steadyStateAngle(steadyState, features[ahead + k]!, features[vEgo]!),
    ),
  });
}
