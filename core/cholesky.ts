/**
 * The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ (Golub & Van Loan, Matrix Computations,
 * 4.2.5), both [n, n] row by row; of A only the lower triangle is read.
 */
export function cholesky(matrix: Float64Array, n: number, lower: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]!;
      lower[row + j] = i === j ? Math.sqrt(sum) : sum / lower[other + j]!;
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
