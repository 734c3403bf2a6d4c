import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bundle that comes with the project. */
export const DEFAULT_MODEL = join(import.meta.dirname, '../../models/default');

/** A drive file's row as the file has it, read here without the project's own reader. */
export type Row = { t: number; Curvature: number; Velocity: number; Ay: number; Steering_Angle: number; Valid: number };
type Column = keyof Row;

export const COLUMNS: readonly Column[] = ['t', 'Curvature', 'Velocity', 'Ay', 'Steering_Angle', 'Valid'];

/**
 * A drive of that many rows 0.1 s apart, on a road that bends to and fro, at `speed` m/s; `gain`: deg for 1/100 m, by which
 * two of them are two drives.
 */
export function smallDrive(rows: number, speed = 20, gain = 30): Row[] {
  return Array.from({ length: rows }, (_, k) => {
    const bend = Math.round(1e4 * Math.sin(k / 20)) / 1e4;
    return {
      t: k / 10,
      Curvature: bend / 100,
      Velocity: speed,
      Ay: (speed ** 2 / 100) * bend,
      Steering_Angle: gain * bend,
      Valid: 1,
    };
  });
}

export async function readRows(path: string): Promise<Row[]> {
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const titles = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(COLUMNS.map((name) => [name, Number(cells[titles.indexOf(name)])])) as Row; // as: all of COLUMNS
  });
}

export function toCsv(rows: readonly Row[], columns: readonly Column[] = COLUMNS): string {
  const lines = rows.map((row) => columns.map((name) => row[name]).join(','));
  return [columns.join(','), ...lines].join('\n') + '\n';
}

/** `replay`'s line for one step; `step` absent where it has no angles. */
export type PredictedStep = { t: number; state: string; reasons: string[]; step?: number[] };

/** What `replay --out FILE.csv` wrote. */
export function parsePredictions(csv: string): PredictedStep[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  const titles = header!.split(',');
  const stepColumns = titles.flatMap((title, c) => (/^step\d+$/.test(title) ? [c] : []));
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (title: string) => cells[titles.indexOf(title)]!;
    const angles = stepColumns.map((c) => cells[c]!);
    const reasons = cell('reasons') === '' ? [] : cell('reasons').split('|');
    const predicted: PredictedStep = { t: Number(cell('t')), state: cell('state'), reasons };
    return angles.every((text) => text !== '') ? { ...predicted, step: angles.map(Number) } : predicted;
  });
}

export async function readPredictions(path: string): Promise<PredictedStep[]> {
  return parsePredictions(await readFile(path, 'utf8'));
}

/** Largest difference of two runs' angles (deg); states and reasons must be equal at every step. */
export function largestDifference(one: readonly PredictedStep[], other: readonly PredictedStep[]): number {
  const states = (steps: readonly PredictedStep[]) =>
    JSON.stringify(steps.map(({ t, state, reasons }) => [t.toFixed(6), state, reasons]));
  if (states(one) !== states(other)) throw new Error('expected the same times, states and reasons');
  const differences = one.flatMap(({ step = [] }, i) => step.map((angle, k) => Math.abs(angle - other[i]!.step![k]!)));
  if (differences.length === 0) throw new Error('expected angles to compare, got none');
  return Math.max(...differences);
}
