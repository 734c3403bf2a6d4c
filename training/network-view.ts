import type { Matrix } from '../core/matrix.js';
import type { Architecture } from './architectures/architecture.js';
import type { Dataset } from './dataset.js';
import { changeBasis } from './from-now.js';
import { inputBasis, targetStart } from './input-basis.js';
import type { Batch } from './engines/trainer.js';

/** What a network takes in and is trained towards, before scaling. */
export function networkView(
  { features, angles }: Dataset,
  { inputs, target }: Pick<Architecture, 'inputs' | 'target'>,
  featureNames: readonly string[],
): Batch {
  const basis = inputBasis(inputs, featureNames);
  const start = targetStart(target, featureNames, angles.columns);
  return {
    features: basis ? changeBasis(features, basis) : features,
    targets: start ? difference(angles, changeBasis(features, start)) : angles,
  };
}

function difference(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, i) => value - b.data[i]!) };
}
