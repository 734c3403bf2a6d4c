import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from './drive.js';

/** Share by which a recorder's clock may run slower than the model's step. */
const STEP_TOLERANCE = 0.02;

/** s from row to row: the median, which gaps do not move. NaN with fewer than two rows. */
export function medianRowStep(rows: readonly VehicleSample[]): number {
  const steps = new Float64Array(Math.max(0, rows.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = rows[i + 1]!.time - rows[i]!.time;
  steps.sort();
  return steps[Math.floor(steps.length / 2)] ?? NaN;
}

/** A drive with fewer rows than the model has steps (`dt` in s) would have to be made up in between: an InputError. */
export function checkRowStep({ name, rows }: Drive, dt: number): void {
  const step = medianRowStep(rows);
  if (step <= dt * (1 + STEP_TOLERANCE)) return;
  throw new InputError(
    `expected rows at most ${dt} s apart (the model's step), got ${Number(step.toFixed(6))} s (${name})`,
  );
}
