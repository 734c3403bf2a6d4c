import type { Inputs, Target } from '../core/model-card.js';
import { zeros, type Matrix } from '../core/matrix.js';
import { adaptedBasis } from './adapted-basis.js';
import { fromNowBasis } from './from-now.js';

/** [F, inputs], by which a product makes a network's inputs of the features; absent where they are taken as measured. */
export function inputBasis(inputs: Inputs, featureNames: readonly string[]): Matrix | undefined {
  if (inputs === 'measured') return undefined;
  return inputs === 'from-now' ? fromNowBasis(featureNames) : adaptedBasis(featureNames);
}

/** [F, horizonSteps], by which a product makes of the features what a network's answer is added to; absent for none. */
export function targetStart(target: Target, featureNames: readonly string[], horizonSteps: number): Matrix | undefined {
  if (target === 'angle') return undefined;
  const start = zeros(featureNames.length, horizonSteps);
  const add = (name: string, step: number) => (start.data[featureNames.indexOf(name) * horizonSteps + step] = 1);
  for (let step = 0; step < horizonSteps; step++) {
    add('steeringAngleDeg[i-1]', step);
    if (target === 'correction') add(`forecastChangeDeg[i+${step}]`, step);
  }
  return start;
}
