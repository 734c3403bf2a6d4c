import type { ModelCard } from '../core/model-card.js';
import type { DriveScores } from '../training/metrics.js';

/** What is said of a model that its own test shows to be worse than the last angle held. */
export function persistenceRemark({ metrics, name }: ModelCard): string | undefined {
  const test = metrics.test as DriveScores | undefined; // as: whoever makes cards has it so; others may tell otherwise
  const persistence = test?.baselines?.persistence?.mae;
  if (!Number.isFinite(persistence)) return undefined;
  const mae = test?.model?.mae ?? Infinity; // JSON has null for what is no finite number
  if (mae <= persistence!) return undefined;
  return `${name} is worse than persistence on its own test, MAE ${mae.toFixed(3)} against ${persistence!.toFixed(3)} deg: not to be used`;
}
