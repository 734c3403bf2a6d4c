/**
 * Symmetric positive definite matrices of bandwidth 3: entry (i, i + d) lies at bands[d][i]. Factored as L·D·Lᵀ, with
 * the unit lower triangle's entry (i + d, i) at l[d][i].
 */
export type Bands = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

export function makeBands(size: number): Bands {
  const band = () => new Float64Array(size);
  return [band(), band(), band(), band()];
}

/** The factors of a matrix: D at [0], L's columns below it at [1] … [3]. */
export function factor(matrix: Bands): Bands {
  const size = matrix[0].length;
  const [d, l1, l2, l3] = makeBands(size);
  for (let i = 0; i < size; i++) {
    const a1 = i >= 1 ? l1[i - 1]! : 0;
    const a2 = i >= 2 ? l2[i - 2]! : 0;
    const a3 = i >= 3 ? l3[i - 3]! : 0;
    const d1 = i >= 1 ? d[i - 1]! : 0;
    const d2 = i >= 2 ? d[i - 2]! : 0;
    const d3 = i >= 3 ? d[i - 3]! : 0;
    const pivot = matrix[0][i]! - a1 * a1 * d1 - a2 * a2 * d2 - a3 * a3 * d3;
    d[i] = pivot;
    // row i+1 of columns i−1 and i−2 is l2[i−1] and l3[i−2]; row i+2 of column i−1 is l3[i−1]
    const b2 = i >= 1 ? l2[i - 1]! : 0;
    const b3 = i >= 2 ? l3[i - 2]! : 0;
    const c3 = i >= 1 ? l3[i - 1]! : 0;
    l1[i] = (matrix[1][i]! - a1 * d1 * b2 - a2 * d2 * b3) / pivot;
    l2[i] = (matrix[2][i]! - a1 * d1 * c3) / pivot;
    l3[i] = matrix[3][i]! / pivot;
  }
  return [d, l1, l2, l3];
}

/** Solves in place. */
export function solve([d, l1, l2, l3]: Bands, right: Float64Array): void {
  const size = d.length;
  for (let i = 0; i < size; i++) {
    const value = right[i]!;
    if (i + 1 < size) right[i + 1]! -= l1[i]! * value;
    if (i + 2 < size) right[i + 2]! -= l2[i]! * value;
    if (i + 3 < size) right[i + 3]! -= l3[i]! * value;
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = right[i]! / d[i]!;
    if (i + 1 < size) value -= l1[i]! * right[i + 1]!;
    if (i + 2 < size) value -= l2[i]! * right[i + 2]!;
    if (i + 3 < size) value -= l3[i]! * right[i + 3]!;
    right[i] = value;
  }
}

/**
 * The inverse within the band, without the rest of it (Hutchinson and de Hoog, Smoothing noisy data with spline
 * functions, Numerische Mathematik 47, 1985).
 */
export function inverseBands([d, l1, l2, l3]: Bands): Bands {
  const size = d.length;
  const inverse = makeBands(size);
  const at = (i: number, j: number) => (j >= size ? 0 : inverse[j - i]![i]!); // i ≤ j
  for (let i = size - 1; i >= 0; i--) {
    const [a, b, c] = [l1[i]!, l2[i]!, l3[i]!];
    inverse[1][i] = i + 1 < size ? -a * at(i + 1, i + 1) - b * at(i + 1, i + 2) - c * at(i + 1, i + 3) : 0;
    inverse[2][i] = i + 2 < size ? -a * at(i + 1, i + 2) - b * at(i + 2, i + 2) - c * at(i + 2, i + 3) : 0;
    inverse[3][i] = i + 3 < size ? -a * at(i + 1, i + 3) - b * at(i + 2, i + 3) - c * at(i + 3, i + 3) : 0;
    inverse[0][i] = 1 / d[i]! - a * inverse[1][i]! - b * inverse[2][i]! - c * inverse[3][i]!;
  }
  return inverse;
}
