import type { AdaptationPrior } from '../../core/adaptation.js';
import { adaptedFeatureNames, featureNames } from '../../core/features.js';
import type { Matrix } from '../../core/matrix.js';
import type { StepContract } from '../../core/step.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { Drive } from '../../drives/drive.js';
import type { Architecture } from '../../training/architectures/architecture.js';
import { simulateFleet } from '../../drives/synthetic/simulate-fleet.js';

const HORIZON = { historyLength: 5, horizonSteps: 5 };
/** Five samples past, five steps ahead, 0.1 s apart. */
export const CONTRACT: StepContract = { ...HORIZON, dt: 0.1, featureNames: featureNames(HORIZON) };

/** Steering of a usual car, one step ahead of the curvature; a forecast that is two thirds of what that asks for. */
export const PRIOR: AdaptationPrior = {
  response: { weights: [[0, 0, 10, 15, 10, 0, 0, 0]], precision: diagonal(8, 0.1) },
  trend: {
    weights: [1, 2, 3, 4, 5].map((k) => [0.7 * k, 0, 0, 0]),
    precision: diagonal(4, 20),
  },
  forecast: twoThirds(28),
  lasting: twoThirds(14),
};
export const ADAPTED: StepContract = { ...CONTRACT, featureNames: adaptedFeatureNames(HORIZON), adaptation: PRIOR };
export const contractOf = ({ inputs }: Pick<Architecture, 'inputs'>) => (inputs === 'adapted' ? ADAPTED : CONTRACT);

function twoThirds(inputs: number) {
  return {
    weights: [1, 2, 3, 4, 5].map((k) => Array.from({ length: inputs }, (_, i) => (i < k ? 0.67 : 0))),
    precision: diagonal(inputs, 20),
  };
}

function diagonal(n: number, value: number): number[] {
  return Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? value : 0));
}

export const asDrive = (rows: VehicleSample[], name = 'drive.csv'): Drive => ({ name, sha256: '0'.repeat(64), rows });

/** Rows `rowDt` apart whose values tell rows and signals apart. */
export function makeDrive(count: number, { rowDt = 0.1, name = 'drive.csv' } = {}): Drive {
  const rows = Array.from({ length: count }, (_, k) => ({
    time: Math.round(k * rowDt * 1e6) / 1e6,
    curvature: k / 1024,
    vEgo: 20 + k / 16,
    steeringAngleDeg: -k - 0.5,
    valid: true,
  }));
  return asDrive(rows, name);
}

/** Drives of the generator, a minute each. */
export const syntheticDrives = (seed: number, vehicles: number, rowDt = 0.1): Drive[] =>
  simulateFleet({ seed, vehicles, minutes: 1, rowDt }).map(({ name, rows }) => asDrive(rows, name));

export const toMatrix = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  data: Float64Array.from(rows.flat()),
});

export const rowOf = ({ columns, data }: Matrix, row: number): number[] => [
  ...data.subarray(row * columns, (row + 1) * columns),
];
