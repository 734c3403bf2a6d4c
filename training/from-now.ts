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

/** features · basis, in float64. A basis is nearly all zeros, which are passed over. */
export function changeBasis(features: Matrix, basis: Matrix): Matrix {
  const places = [...basis.data.keys()].filter((place) => basis.data[place] !== 0);
  const from = Uint32Array.from(places, (place) => place / basis.columns);
  const to = Uint32Array.from(places, (place) => place % basis.columns);
  const share = Float64Array.from(places, (place) => basis.data[place]!);
  const changed = zeros(features.rows, basis.columns);
  for (let r = 0; r < features.rows; r++) {
    const [read, write] = [r * features.columns, r * basis.columns];
    for (let k = 0; k < share.length; k++) {
      changed.data[write + to[k]!]! += features.data[read + from[k]!]! * share[k]!;
    }
  }
  return changed;
}
