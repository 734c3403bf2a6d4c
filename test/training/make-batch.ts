import type { Matrix } from '../../core/matrix.js';
import { AHEAD_INPUTS, PAST_INPUTS } from '../../training/adapted-basis.js';
import type { Architecture, Sizes } from '../../training/architectures/architecture.js';
import type { Batch } from '../../training/engines/trainer.js';
import { wave } from './graph/run-graph.js';

/** Sizes of a network that is quick to check. */
export const SMALL: Sizes = { historyLength: 5, horizonSteps: 5, features: 20, hiddenSize: 4 };

/** The same for an architecture that may take in more. */
export const smallSizes = ({ inputs }: Architecture): Sizes =>
  inputs === 'adapted' ? { ...SMALL, features: 4 * PAST_INPUTS + 5 * AHEAD_INPUTS } : SMALL;

/** Windows whose targets have to do with their features, so that a network can learn them. */
export function makeBatch(rows: number, { features, horizonSteps }: Sizes): Batch {
  const matrix = (columns: number, data: Float64Array): Matrix => ({ rows, columns, data });
  const inputs = wave(rows * features, 0.3);
  const targets = Float64Array.from({ length: rows * horizonSteps }, (_, k) => {
    const row = Math.floor(k / horizonSteps);
    return Math.tanh(inputs[row * features]! + inputs[row * features + (k % horizonSteps)]! / 2);
  });
  return { features: matrix(features, inputs), targets: matrix(horizonSteps, targets) };
}
