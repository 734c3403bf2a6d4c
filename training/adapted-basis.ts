import { zeros, type Matrix } from '../core/matrix.js';

/** Inputs of an encoder at each past step but the oldest, and of a decoder at each step ahead. */
export const PAST_INPUTS = 4;
export const AHEAD_INPUTS = 4;

/**
 * The change of basis [F, inputs], row by row, by which features · basis is what a network for any car takes. At each
 * past step: the changes of equivalent steering and of steering, how far the two are apart, and the speed. At each
 * step ahead: the changes of equivalent steering and of the forecast, the present speed, and how it has changed.
 * Nothing in it depends on where the wheel's zero lies, or on what this car's steering does per curvature.
 */
export function adaptedBasis(featureNames: readonly string[]): Matrix {
  const count = (name: string) => featureNames.filter((one) => one.startsWith(`${name}[`)).length;
  const [historyLength, horizonSteps] = [count('steeringAngleDeg'), count('forecastChangeDeg')];
  const columns: Record<string, number>[] = [];
  const at = (name: string, step: number) => `${name}[i${step < 0 ? '' : '+'}${step}]`;
  const change = (name: string, step: number) => ({ [at(name, step)]: 1, [at(name, step - 1)]: -1 });
  for (let step = 1 - historyLength; step < 0; step++) {
    columns.push(
      change('equivalentSteeringDeg', step),
      change('steeringAngleDeg', step),
      { [at('steeringAngleDeg', step)]: 1, [at('equivalentSteeringDeg', step)]: -1 },
      { [at('vEgo', step)]: 1 },
    );
  }
  for (let step = 0; step < horizonSteps; step++) {
    columns.push(
      change('equivalentSteeringDeg', step),
      step === 0 ? { [at('forecastChangeDeg', 0)]: 1 } : change('forecastChangeDeg', step),
      { [at('vEgo', -1)]: 1 },
      { [at('vEgo', -1)]: 1, [at('vEgo', -historyLength)]: -1 },
    );
  }
  const basis = zeros(featureNames.length, columns.length);
  columns.forEach((column, c) => {
    for (const [name, share] of Object.entries(column)) {
      basis.data[featureNames.indexOf(name) * basis.columns + c] = share;
    }
  });
  return basis;
}
