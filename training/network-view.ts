import { zeros, type Matrix } from '../core/matrix.js';
import type { Architecture } from './architectures/architecture.js';
import type { Dataset } from './dataset.js';
import { changeBasis, fromNowBasis } from './from-now.js';
import type { Batch } from './engines/trainer.js';

/** What a network takes in and is trained towards, before scaling. */
export function networkView(
  { features, angles }: Dataset,
  { inputs, target }: Architecture,
  featureNames: readonly string[],
): Batch {
  return {
    features: inputs === 'measured' ? features : changeBasis(features, fromNowBasis(featureNames)),
    targets: target === 'angle' ? angles : changesOf(features, angles, featureNames.indexOf('steeringAngleDeg[i-1]')),
  };
}

/** Angles as their change from the last angle of the window, the features' column `last`. */
function changesOf(features: Matrix, angles: Matrix, last: number): Matrix {
  const changes = zeros(angles.rows, angles.columns);
  for (let i = 0; i < changes.data.length; i++) {
    const window = Math.floor(i / angles.columns);
    changes.data[i] = angles.data[i]! - features.data[window * features.columns + last]!;
  }
  return changes;
}
