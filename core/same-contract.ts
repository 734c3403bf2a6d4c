import type { ModelCard } from './model-card.js';

/** What two models must have in common so that one can take the other's place between two steps. */
type Contract = Pick<ModelCard, 'dt' | 'historyLength' | 'horizonSteps' | 'featureNames' | 'vehicle'>;

/** What keeps `next` from taking the place of `current`, each with both sides named; empty where nothing does. */
export function contractFaults(next: Contract, current: Contract): string[] {
  const faults = (['dt', 'historyLength', 'horizonSteps'] as const)
    .filter((key) => next[key] !== current[key])
    .map((key) => `expected ${key} ${current[key]} as the model in use has, got ${next[key]}`);
  const missing = current.featureNames.filter((name) => !next.featureNames.includes(name));
  const added = next.featureNames.filter((name) => !current.featureNames.includes(name));
  const isReordered = missing.length + added.length === 0 && next.featureNames.join() !== current.featureNames.join();
  if (next.vehicle !== undefined && next.vehicle !== (current.vehicle ?? next.vehicle)) {
    faults.push(`expected a model of ${current.vehicle} as the one in use is, got one of ${next.vehicle}`);
  }
  if (missing.length > 0) faults.push(`expected the features of the model in use, got none of ${missing.join(', ')}`);
  if (added.length > 0) faults.push(`expected the features of the model in use, got also ${added.join(', ')}`);
  if (isReordered) faults.push('expected the features of the model in use, got them in another order');
  return faults;
}
