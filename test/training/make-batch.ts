import type { Matrix } from '../../core/matrix.js';
import type { Sizes } from '../../training/architectures/architecture.js';
import type { Batch } from '../../training/engines/trainer.js';
import { wave } from './graph/run-graph.js';

/** Sizes of a network that is quick to check. */
export const SMALL: Sizes = { historyLength: 5, horizonSteps: 5, features: 20, hiddenSize: 4 };

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
