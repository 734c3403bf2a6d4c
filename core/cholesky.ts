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
