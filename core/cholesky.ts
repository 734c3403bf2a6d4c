/**
 * The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ (Golub & Van Loan, Matrix Computations,
 * 4.2.5), both [n, n] row by row; of A only the lower triangle is read.
 */
export function cholesky(matrix: Float64Array, n: number, lower: Float64Array): void {
  for (let j = 0; j < n; j++) {
    const column = j * n;
    let sum = matrix[column + j]!;
    for (let k = 0; k < j; k++) sum -= lower[column + k]! * lower[column + k]!;
    const pivot = Math.sqrt(sum);
    lower[column + j] = pivot;
    let i = j + 1;
    // four rows at once: their sums do not wait for each other
    for (; i + 3 < n; i += 4) {
      const row = i * n;
      let s0 = matrix[row + j]!;
      let s1 = matrix[row + n + j]!;
      let s2 = matrix[row + 2 * n + j]!;
      let s3 = matrix[row + 3 * n + j]!;
      for (let k = 0; k < j; k++) {
        const shared = lower[column + k]!;
        s0 -= lower[row + k]! * shared;
        s1 -= lower[row + n + k]! * shared;
        s2 -= lower[row + 2 * n + k]! * shared;
        s3 -= lower[row + 3 * n + k]! * shared;
      }
      lower[row + j] = s0 / pivot;
      lower[row + n + j] = s1 / pivot;
      lower[row + 2 * n + j] = s2 / pivot;
      lower[row + 3 * n + j] = s3 / pivot;
    }
    for (; i < n; i++) {
      const row = i * n;
      let rest = matrix[row + j]!;
      for (let k = 0; k < j; k++) rest -= lower[row + k]! * lower[column + k]!;
      lower[row + j] = rest / pivot;
    }
  }
}

/** x of L·Lᵀ·x = b. */
export function solveCholesky(lower: Float64Array, n: number, b: Float64Array, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
}

/** The same for several right-hand sides, to the same bits: five at once, whose sums do not wait for each other. */
export function solveCholeskyEach(
  lower: Float64Array,
  n: number,
  bs: readonly Float64Array[],
  xs: readonly Float64Array[],
): void {
  let at = 0;
  for (; at + 4 < bs.length; at += 5) solveFive(lower, n, bs, xs, at);
  for (; at < bs.length; at++) solveCholesky(lower, n, bs[at]!, xs[at]!);
}

function solveFive(
  lower: Float64Array,
  n: number,
  bs: readonly Float64Array[],
  xs: readonly Float64Array[],
  at: number,
): void {
  const [x0, x1, x2, x3, x4] = [xs[at]!, xs[at + 1]!, xs[at + 2]!, xs[at + 3]!, xs[at + 4]!];
  const [b0, b1, b2, b3, b4] = [bs[at]!, bs[at + 1]!, bs[at + 2]!, bs[at + 3]!, bs[at + 4]!];
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let s0 = b0[i]!;
    let s1 = b1[i]!;
    let s2 = b2[i]!;
    let s3 = b3[i]!;
    let s4 = b4[i]!;
    for (let k = 0; k < i; k++) {
      const shared = lower[row + k]!;
      s0 -= shared * x0[k]!;
      s1 -= shared * x1[k]!;
      s2 -= shared * x2[k]!;
      s3 -= shared * x3[k]!;
      s4 -= shared * x4[k]!;
    }
    const pivot = lower[row + i]!;
    x0[i] = s0 / pivot;
    x1[i] = s1 / pivot;
    x2[i] = s2 / pivot;
    x3[i] = s3 / pivot;
    x4[i] = s4 / pivot;
  }
  for (let i = n - 1; i >= 0; i--) {
    let s0 = x0[i]!;
    let s1 = x1[i]!;
    let s2 = x2[i]!;
    let s3 = x3[i]!;
    let s4 = x4[i]!;
    for (let k = i + 1; k < n; k++) {
      const shared = lower[k * n + i]!;
      s0 -= shared * x0[k]!;
      s1 -= shared * x1[k]!;
      s2 -= shared * x2[k]!;
      s3 -= shared * x3[k]!;
      s4 -= shared * x4[k]!;
    }
    const pivot = lower[i * n + i]!;
    x0[i] = s0 / pivot;
    x1[i] = s1 / pivot;
    x2[i] = s2 / pivot;
    x3[i] = s3 / pivot;
    x4[i] = s4 / pivot;
  }
}
