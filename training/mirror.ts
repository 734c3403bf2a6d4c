import { zeros, type Matrix } from '../core/matrix.js';
import type { Dataset } from './dataset.js';

/**
 * The windows and, behind them, the same seen in a mirror: left is right, so that a model does not learn which way
 * the logged roads happened to bend.
 */
export function withMirrored({ steps, times, features, angles }: Dataset, featureNames: readonly string[]): Dataset {
  const signs = featureNames.map((name) => (name.startsWith('vEgo') ? 1 : -1));
  return {
    steps: [...steps, ...steps],
    times: [...times, ...times],
    features: appendScaled(features, (column) => signs[column]!),
    angles: appendScaled(angles, () => -1),
  };
}

function appendScaled(matrix: Matrix, factor: (column: number) => number): Matrix {
  const doubled = zeros(2 * matrix.rows, matrix.columns);
  doubled.data.set(matrix.data);
  for (let i = 0; i < matrix.data.length; i++) {
    doubled.data[matrix.data.length + i] = factor(i % matrix.columns) * matrix.data[i]!;
  }
  return doubled;
}
