import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { COLUMNS } from './columns.js';
import type { Drive } from './drive.js';
import type { Doubt } from './doubt.js';

/** s; where rows are further apart, nothing can be made of how the car moved from one to the next */
export const LONGEST_STEP = 1;
/** Share by which a recorder's clock may run slower than the model's step. */
const STEP_TOLERANCE = 0.02;
/** s; rows further apart have their times in another unit */
const SLOWEST_RECORDER = 2;
/** s, from row to row of usual recorders */
const USUAL_STEPS = [0.01, 0.1] as const;

/** s from row to row: the median, which gaps do not move. NaN with fewer than two rows. */
export function medianRowStep(rows: readonly VehicleSample[]): number {
  const steps = new Float64Array(Math.max(0, rows.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = rows[i + 1]!.time - rows[i]!.time;
  steps.sort();
  return steps[Math.floor(steps.length / 2)] ?? NaN;
}

/** What is wrong with rows that are further apart than a step `dt` (s), which is `of` a model: in between they would have to be made up. */
export function slowRowsDoubt(
  { rows, rowDt }: Pick<Drive, 'rows' | 'rowDt'>,
  dt: number,
  of = "the model's step",
): Doubt | undefined {
  const step = medianRowStep(rows);
  if (!(step > dt * (1 + STEP_TOLERANCE))) return undefined;
  const seconds = Number(step.toFixed(6));
  const text = `expected rows at most ${dt} s apart (${of}), got ${seconds} s`;
  const unit = rowDt === undefined ? likelyUnit(step) : undefined;
  const [question, option] = unit
    ? [`: is t in ${unit}?`, `--units t=${unit}`]
    : ['', `train and compare take --dt ${seconds}`];
  return { text: text + question, option, impossible: true };
}

/** The unit of time that brings such a step nearest to that of a recorder; the finer of two that are as near. */
function likelyUnit(step: number): string | undefined {
  if (step < SLOWEST_RECORDER) return undefined;
  const units = Object.entries(COLUMNS.t.units).filter(([, factor]) => step * factor <= SLOWEST_RECORDER);
  const [from, to] = USUAL_STEPS;
  const distance = (seconds: number) => Math.max(from / seconds, seconds / to, 1);
  units.sort(([, one], [, other]) => distance(step * one) - distance(step * other) || one - other);
  return units[0]?.[0];
}

/** Such a drive is an InputError. */
export function checkRowStep(drive: Drive, dt: number): void {
  const doubt = slowRowsDoubt(drive, dt);
  if (doubt) throw new InputError(`${doubt.text} (${doubt.option}; ${drive.name})`);
}
