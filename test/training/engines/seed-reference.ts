import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Weights } from '../../../training/architectures/architecture.js';

/** The article's network as PyTorch trained it: weights by PyTorch's names, rows stacked by gate. */
export type SeedReference = {
  drive: string;
  windows: number;
  first_features: number[];
  first_target: number[];
  scaler_x: { mean: number[]; std: number[] };
  scaler_y: { mean: number[]; std: number[] };
  train_index: number[];
  test_index: number[];
  initial_weights: Record<string, number[] | number[][]>;
  first_gradient: Record<string, number[] | number[][]>;
  loss_float32: number[];
  loss_float64: number[];
  /** deg */
  test_prediction_float64: number[][];
};

/** Where the reference and the drives lie: beside the repository, or where STEERCAST_SHARED says. */
const SHARED = process.env.STEERCAST_SHARED ?? '../shared';

export const SEED_REFERENCE = join(SHARED, 'reference/seed-pipeline.json');
export const hasSeedReference = existsSync(SEED_REFERENCE);

export function readSeedReference(): SeedReference {
  return JSON.parse(readFileSync(SEED_REFERENCE, 'utf8')) as SeedReference; // as: checked by the tests that read it
}

export const seedDrivePath = ({ drive }: SeedReference): string => join(SHARED, 'drives/silverado', drive);

const NAMES: [string, string][] = [
  ...['0', '1'].flatMap((layer): [string, string][] => [
    [`lstm.weight_ih_l${layer}`, `lstm${layer}.weightIh`],
    [`lstm.weight_hh_l${layer}`, `lstm${layer}.weightHh`],
    [`lstm.bias_ih_l${layer}`, `lstm${layer}.biasIh`],
    [`lstm.bias_hh_l${layer}`, `lstm${layer}.biasHh`],
  ]),
  ['fc.weight', 'output.weight'],
  ['fc.bias', 'output.bias'],
];

/** PyTorch's tensors under our names; its matrices are [out, in], ours [in, out]. */
export function fromTorch(tensors: Record<string, number[] | number[][]>): Weights {
  return Object.fromEntries(NAMES.map(([theirs, ours]) => [ours, turned(tensors[theirs]!)]));
}

function turned(tensor: number[] | number[][]): Float32Array {
  const [first] = tensor;
  if (!Array.isArray(first)) return Float32Array.from(tensor as number[]); // as: its first is a number
  const rows = tensor as number[][]; // as: its first is a row
  return Float32Array.from(first.flatMap((_, c) => rows.map((row) => row[c]!)));
}
