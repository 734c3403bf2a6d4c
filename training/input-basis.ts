import type { Inputs, Target } from '../core/model-card.js';
import { zeros, type Matrix } from '../core/matrix.js';
import { DISTANCE_KEPT } from '../core/step.js';
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
  const put = (name: string, step: number, share: number) =>
    (start.data[featureNames.indexOf(name) * horizonSteps + step] = share);
  for (let step = 0; step < horizonSteps; step++) {
    if (target === 'response-correction') {
      // `response` in step.ts: what the road asks for, and what is left of the distance to it
      const left = DISTANCE_KEPT ** (step + 1);
      put(`equivalentSteeringDeg[i+${step}]`, step, 1);
      put('equivalentSteeringDeg[i-1]', step, -left);
      put('steeringAngleDeg[i-1]', step, left);
      continue;
    }
    put('steeringAngleDeg[i-1]', step, 1);
    if (target === 'correction') put(`forecastChangeDeg[i+${step}]`, step, 1);
  }
  return start;
}
