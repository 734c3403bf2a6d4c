import { BASELINES, type DriveScores, type Scores } from '../training/metrics.js';

/** Model and baselines line by line: MAE per step, MAE, RMSE (deg) and R², as text. */
export function scoreTable({ model, baselines }: DriveScores): string {
  const steps = model.maePerStep.map((_, k) => `step ${k + 1}`);
  const cells = (name: string, scores: Scores) => [
    name,
    ...scores.maePerStep.map((mae) => mae.toFixed(3)),
    scores.mae.toFixed(3),
    scores.rmse.toFixed(3),
    scores.r2.toFixed(4),
  ];
  const rows = [
    ['MAE in deg', ...steps, 'all', 'RMSE', 'R²'],
    cells('model', model),
    ...BASELINES.map((name) => cells(name, baselines[name])),
  ];
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  const line = (row: string[]) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ');
  return rows.map(line).join('\n');
}
