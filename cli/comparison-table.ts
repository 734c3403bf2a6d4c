import { whyNotLeftOut, type Comparison, type Held } from '../training/figures/comparison.js';
import { ratioOf, type Figures } from '../training/figures/figures.js';
import { BASELINES, type DriveScores, type Scores } from '../training/metrics.js';
import { counted } from '../core/counted.js';
import { textTable } from './text-table.js';

/** A comparison as text: one table for drives held out, one for vehicles, and the leaking split beside. */
export function comparisonTable(comparison: Comparison): string {
  const { vehicles, neverLeftOut, folds, models, leaking, preview } = comparison;
  const drives = vehicles.reduce((sum, one) => sum + one.drives, 0);
  const of = vehicles.map((one) => `${one.vehicle} ${one.drives}`).join(', ');
  const byVehicle = models.flatMap(({ model, byVehicle }) => (byVehicle ? [{ model, held: byVehicle }] : []));
  const parts = [
    `${counted(drives, 'drive')} of ${counted(vehicles.length, 'vehicle')}, told apart by folder (${of}); preview ${preview}`,
    `drives held out, ${folds} folds; MAE in deg\n${heldTable(models.map(({ model, byDrive }) => ({ model, held: byDrive })))}`,
    byVehicle.length > 0 && `each vehicle left out; MAE in deg\n${heldTable(byVehicle)}\n\n${vehicleTable(comparison)}`,
    neverLeftOut.map(whyNotLeftOut).join('\n'),
    leaking &&
      `for contrast, the article's leaking split (windows at random, their twins in training): ${leaking.model} MAE ${leaking.mae.toFixed(3)} deg, R² ${leaking.r2.toFixed(4)}; it says nothing of a drive never seen`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

type Row = { name: string; mae: number; cells: string[] };

/** Models and baselines in one ranking. */
function heldTable(models: readonly { model: string; held: Held }[]): string {
  const title = [
    '',
    'all',
    '95 % over drives',
    ...steps(models[0]!.held),
    'RMSE',
    'R²',
    'skill',
    'worst',
    'coverage',
    'jerk',
    'VALID',
  ];
  const rows: Row[] = models.map(({ model, held: { all, figures } }) => ({
    name: model,
    mae: all.model.mae,
    cells: [...scoreCells(all.model, bounds(figures)), ...figureCells(all, figures)],
  }));
  const { all } = models[0]!.held; // persistence and linear are the same for all; the bicycle is fitted in training
  for (const name of BASELINES) {
    const blank = ['', '', '', '', ''];
    rows.push({ name, mae: all.baselines[name].mae, cells: [...scoreCells(all.baselines[name], ''), ...blank] });
  }
  rows.sort((a, b) => a.mae - b.mae);
  return textTable([title, ...rows.map(({ name, cells }, r) => [`${r + 1} ${name}`, ...cells])]);
}

const steps = ({ all }: Held) => all.model.maePerStep.map((_, k) => `step ${k + 1}`);
const scoreCells = ({ mae, maePerStep, rmse, r2 }: Scores, between: string) => [
  mae.toFixed(3),
  between,
  ...maePerStep.map((one) => one.toFixed(3)),
  rmse.toFixed(3),
  r2.toFixed(4),
];
const bounds = ({ maeBounds }: Figures) => (maeBounds ? maeBounds.map((one) => one.toFixed(3)).join(' … ') : '–');
const figureCells = ({ coverage }: DriveScores, { skill, worst, comfort, firstValid }: Figures) => [
  `${(100 * Math.min(...BASELINES.map((name) => skill[name].value))).toFixed(1)} %`,
  worst.ratio.toFixed(2),
  coverage === null ? '–' : `${(100 * coverage).toFixed(1)} %`,
  comfort.predicted.jerkP99 === null ? '–' : comfort.predicted.jerkP99.toFixed(1),
  firstValid.median === null ? '–' : `${firstValid.median.toFixed(1)} s`,
];

/** Each vehicle's MAE by every model that never saw it, and the ratio to the better simple predictor. */
function vehicleTable({ models }: Comparison): string {
  const vehicles = models[0]!.byVehicle!.vehicles;
  const title = [
    'vehicle left out',
    'windows',
    ...models.map(({ model }) => model),
    ...BASELINES,
    'ratio of the first',
  ];
  const rows = vehicles.map(({ vehicle, windows, baselines }, v) => [
    vehicle,
    String(windows),
    ...models.map(({ byVehicle }) => byVehicle!.vehicles[v]!.model.mae.toFixed(3)),
    ...BASELINES.map((name) => baselines[name].mae.toFixed(3)),
    ratioOf(vehicles[v]!).toFixed(2),
  ]);
  return textTable([title, ...rows]);
}
