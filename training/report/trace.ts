import type { ScoredStep } from '../metrics.js';
import type { Signal } from './decimate.js';
import type { ReportedDrive } from './input.js';

/** What is read off one scored step: one of its angles, or their mean. */
export type Reading = (angles: ArrayLike<number>) => number;

/** Truth and prediction over all windows of all drives, laid end to end. */
export type Trace = {
  /** s of scored driving before the point */
  at: number[];
  actual: Signal;
  predicted: Signal;
  /** predicted − actual: positive lies too far to the left */
  error: Signal;
};

/** A pause longer than this many steps breaks the line. */
const GAP_STEPS = 1.5;

/** Gaps take no room on the time axis, but break the line; so does the start of another drive. */
export function endToEnd(drives: readonly ReportedDrive[], dt: number, reading: Reading): Trace {
  const at: number[] = [];
  const actual: (number | null)[] = [];
  const predicted: (number | null)[] = [];
  let windows = 0;
  for (const { steps } of drives) {
    let before: ScoredStep | undefined;
    for (const step of steps) {
      if (windows > 0 && !(before && follows(before, step, dt))) {
        at.push(windows * dt);
        actual.push(null);
        predicted.push(null);
      }
      at.push(windows++ * dt);
      actual.push(reading(step.actual));
      predicted.push(reading(step.predicted));
      before = step;
    }
  }
  const error = predicted.map((angle, row) => (angle === null ? null : angle - actual[row]!));
  return { at, actual, predicted, error };
}

/** Where each drive with windows starts on that axis, s. */
export function driveStarts(
  drives: readonly ReportedDrive[],
  dt: number,
): { drive: string; at: number; end: number }[] {
  let windows = 0;
  return drives
    .filter(({ steps }) => steps.length > 0)
    .map(({ drive, steps }) => {
      const at = windows * dt;
      windows += steps.length;
      return { drive, at, end: windows * dt };
    });
}

const follows = (earlier: ScoredStep, later: ScoredStep, dt: number) =>
  later.time > earlier.time && later.time - earlier.time < GAP_STEPS * dt;

export const nthStep =
  (index: number): Reading =>
  (angles) =>
    angles[index]!;

export const meanOfSteps: Reading = (angles) => {
  let sum = 0;
  for (let k = 0; k < angles.length; k++) sum += angles[k]!;
  return sum / angles.length;
};
