import { linearExtrapolation, persistence, steadyStateAngle, type SteadyState } from '../core/baselines.js';
import type { StepContract } from '../core/step.js';
import type { Dataset } from './dataset.js';
import type { ScoredStep } from './metrics.js';

export type Predicted = (window: number) => ArrayLike<number> | undefined;
export type Intervals = (window: number) => ScoredStep['interval'];

/** Windows with their truth, what was predicted for them and what the baselines say; those not predicted are left out. */
export function scoredSteps(
  { times, features, angles }: Dataset,
  predicted: Predicted,
  { featureNames, horizonSteps }: StepContract,
  steadyState: SteadyState,
  interval: Intervals = () => undefined,
): ScoredStep[] {
  const column = (name: string) => featureNames.indexOf(name);
  const now = {
    curvature: column('curvature[i-1]'),
    vEgo: column('vEgo[i-1]'),
    angle: column('steeringAngleDeg[i-1]'),
  };
  const beforeNow = column('steeringAngleDeg[i-2]');
  const ahead = column('curvature[i+0]');
  const steps: ScoredStep[] = [];
  times.forEach((time, w) => {
    const answer = predicted(w);
    if (!answer) return;
    const row = features.data.subarray(w * features.columns, (w + 1) * features.columns);
    const vEgo = row[now.vEgo]!;
    const last = row[now.angle]!;
    const preview = [...row.subarray(ahead, ahead + horizonSteps)];
    steps.push({
      time,
      vEgo,
      curvature: row[now.curvature]!,
      actual: [...angles.data.subarray(w * horizonSteps, (w + 1) * horizonSteps)],
      predicted: answer,
      interval: interval(w),
      baselines: {
        persistence: persistence(last, horizonSteps),
        linear: linearExtrapolation(row[beforeNow]!, last, horizonSteps),
        bicycle: preview.map((curvature) => steadyStateAngle(steadyState, curvature, vEgo)),
      },
    });
  });
  return steps;
}
