import { zeros, type Matrix } from './matrix.js';

/** Standard scaler of scikit-learn: per column mean and population standard deviation (divisor n). */
export type Scaler = { mean: number[]; std: number[] };

/** A constant column gets std 1, so that it scales to 0 (as scikit-learn does). */
export function fitScaler({ rows, columns, data }: Matrix): Scaler {
  const mean = new Array<number>(columns).fill(0);
  const std = new Array<number>(columns).fill(0);
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += data[r * columns + c]!;
    mean[c] = sum / rows;
    let squares = 0;
    for (let r = 0; r < rows; r++) squares += (data[r * columns + c]! - mean[c]!) ** 2;
    const deviation = Math.sqrt(squares / rows);
    // Rounding leaves a constant column a deviation of a few ulp of its mean.
    std[c] = deviation > 1e-12 * Math.abs(mean[c]!) ? deviation : 1;
  }
  return { mean, std };
}

/** (x − mean) / std, column by column. */
export function transform({ mean, std }: Scaler, { rows, columns, data }: Matrix): Matrix {
  const scaled = zeros(rows, columns);
  for (let i = 0; i < data.length; i++) scaled.data[i] = (data[i]! - mean[i % columns]!) / std[i % columns]!;
  return scaled;
}

/** x · std + mean, column by column. */
export function inverse({ mean, std }: Scaler, { rows, columns, data }: Matrix): Matrix {
  const physical = zeros(rows, columns);
  for (let i = 0; i < data.length; i++) physical.data[i] = data[i]! * std[i % columns]! + mean[i % columns]!;
  return physical;
}
