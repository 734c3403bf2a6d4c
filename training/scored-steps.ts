import type { SteadyState } from '../core/baselines.js';
import { baselinesFrom } from '../core/feature-baselines.js';
import type { StepContract } from '../core/step.js';
import type { Dataset } from './dataset.js';
import type { ScoredStep } from './metrics.js';

export type Predicted = (window: number) => ArrayLike<number> | undefined;
/** What is known of a window's prediction beside its angles. */
export type Beside = (window: number) => Pick<ScoredStep, 'interval' | 'state' | 'preview'>;

/** Windows with their truth, what was predicted for them and what the baselines say; those not predicted are left out. */
export function scoredSteps(
  { times, features, angles }: Dataset,
  predicted: Predicted,
  { featureNames, ...horizon }: StepContract,
  steadyState: SteadyState,
  beside: Beside = () => ({}),
): ScoredStep[] {
  const [curvature, vEgo] = [featureNames.indexOf('curvature[i-1]'), featureNames.indexOf('vEgo[i-1]')];
  const baselinesOf = baselinesFrom(featureNames, steadyState, horizon);
  const steps: ScoredStep[] = [];
  times.forEach((time, w) => {
    const answer = predicted(w);
    if (!answer) return;
    const row = features.data.subarray(w * features.columns, (w + 1) * features.columns);
    steps.push({
      time,
      vEgo: row[vEgo]!,
      curvature: row[curvature]!,
      actual: [...angles.data.subarray(w * angles.columns, (w + 1) * angles.columns)],
      predicted: answer,
      ...beside(w),
      baselines: baselinesOf(row),
    });
  });
  return steps;
}
