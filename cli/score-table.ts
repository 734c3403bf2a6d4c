import { BASELINES, type DriveScores, type Scores } from '../training/metrics.js';
import { textTable } from './text-table.js';

/** Model and baselines line by line: MAE per step, MAE, RMSE (deg) and R², as text. */
export function scoreTable({ model, baselines }: DriveScores): string {
  const steps = model.maePerStep.map((_, k) => `step ${k + 1}`);
  const cells = (name: string, scores: Scores) => [
    name,
    ...scores.maePerStep.map((mae) => mae.toFixed(3)),
    scores.mae.toFixed(3),
    scores.rmse.toFixed(3),
    scores.r2.toFixed(scores.r2 < -1 ? 1 : 4),
  ];
  const rows = [
    ['MAE in deg', ...steps, 'all', 'RMSE', 'R²'],
    cells('model', model),
    ...BASELINES.map((name) => cells(name, baselines[name])),
  ];
  return textTable(rows);
}
