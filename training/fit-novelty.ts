import { cholesky } from '../core/cholesky.js';
import { zeros, type Matrix } from '../core/matrix.js';
import type { Inputs } from '../core/model-card.js';
import { NoveltyMeter, type Novelty } from '../core/novelty.js';
import { changeBasis } from './from-now.js';
import { inputBasis } from './input-basis.js';

/** Share of the windows within the threshold. */
const WITHIN = 0.999;
/**
 * How far the correlation is drawn to none (Ledoit & Wolf 2004, with a fixed share): inputs that hardly move apart in one
 * car, as neighbouring speeds, move a little more in another whose sensors are coarser, and that is nothing new.
 */
const SHRINKAGE = 0.1;
/** of the numbers in the card */
const DIGITS = 6;

type Scaled = { inputs: Inputs; std: readonly number[]; featureNames: readonly string[] };

/** Mean and whitening of the network's scaled inputs over the windows' features [W, F], and the distance that is usual. */
export function fitNovelty(features: Matrix, { inputs, std, featureNames }: Scaled): Novelty {
  const mean = columnMeans(features).map(rounded);
  const basis = inputBasis(inputs, featureNames) ?? identity(features.columns);
  const centred = { ...features, data: features.data.map((value, i) => value - mean[i % features.columns]!) };
  const scaled = changeBasis(centred, basis);
  for (let i = 0; i < scaled.data.length; i++) scaled.data[i]! /= std[i % scaled.columns]!;
  const lower = new Float64Array(scaled.columns ** 2);
  cholesky(shrunkCovariance(scaled), scaled.columns, lower);
  const whitening = whiten(lower, basis, std).map((row) => row.map(rounded));
  return { mean, whitening, threshold: usualDistance(features, { mean, whitening, threshold: 0 }) };
}

function usualDistance({ rows, columns, data }: Matrix, novelty: Novelty): number {
  const meter = new NoveltyMeter(novelty);
  const distances = Float64Array.from({ length: rows }, (_, r) =>
    meter.distance(data.subarray(r * columns, (r + 1) * columns)),
  ).sort();
  return distances[Math.min(rows - 1, Math.ceil(WITHIN * rows))]!;
}

function columnMeans({ rows, columns, data }: Matrix): number[] {
  const sums = new Array<number>(columns).fill(0);
  for (let i = 0; i < data.length; i++) sums[i % columns]! += data[i]! / rows;
  return sums;
}

function shrunkCovariance({ rows, columns: n, data }: Matrix): Float64Array {
  const covariance = new Float64Array(n * n);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < n; i++) {
      const value = ((1 - SHRINKAGE) / rows) * data[r * n + i]!;
      for (let j = 0; j <= i; j++) covariance[i * n + j]! += value * data[r * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) covariance[i * n + i]! += SHRINKAGE;
  return covariance;
}

/** L⁻¹ · diag(1/std) · basisᵀ, [inputs][features]. */
function whiten(lower: Float64Array, basis: Matrix, std: readonly number[]): number[][] {
  const n = basis.columns;
  const rows: number[][] = [];
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: basis.rows }, (_, f) => {
      let sum = basis.data[f * n + i]! / std[i]!;
      for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * rows[k]![f]!;
      return sum / lower[i * n + i]!;
    });
    rows.push(row);
  }
  return rows;
}

function identity(n: number): Matrix {
  const matrix = zeros(n, n);
  for (let i = 0; i < n; i++) matrix.data[i * n + i] = 1;
  return matrix;
}

const rounded = (value: number) => Number(value.toPrecision(DIGITS));
