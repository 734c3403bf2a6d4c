import { zeros, type Matrix } from '../core/matrix.js';

/** Signals whose change matters more than their value: another car has another offset and another gain. */
const RELATIVE = /^(curvature|steeringAngleDeg)\[/;

/**
 * The change of basis [F, F], row by row, by which features · basis measures curvature and steering from their value
 * now (i−1). The values now themselves, and speeds, stay as they are.
 */
export function fromNowBasis(featureNames: readonly string[]): Matrix {
  const width = featureNames.length;
  const basis = zeros(width, width);
  featureNames.forEach((name, column) => {
    basis.data[column * width + column] = 1;
    const channel = RELATIVE.exec(name)?.[1];
    const now = featureNames.indexOf(`${channel}[i-1]`);
    if (channel !== undefined && now !== column) basis.data[now * width + column] = -1;
  });
  return basis;
}

/** features · basis, in float64. */
export function changeBasis(features: Matrix, basis: Matrix): Matrix {
  const changed = zeros(features.rows, basis.columns);
  for (let r = 0; r < features.rows; r++) {
    for (let k = 0; k < features.columns; k++) {
      const value = features.data[r * features.columns + k]!;
      for (let c = 0; c < basis.columns; c++) {
        changed.data[r * basis.columns + c]! += value * basis.data[k * basis.columns + c]!;
      }
    }
  }
  return changed;
}
