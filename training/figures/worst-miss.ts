import type { ScoredStep } from '../metrics.js';

/** The angle that was furthest from its truth. */
export type WorstMiss = Pick<ScoredStep, 'time' | 'vEgo' | 'curvature' | 'state'> & {
  drive: string;
  /** s since the drive's first sample */
  sinceBegin: number;
  /** counted from 1 */
  step: number;
  /** deg, predicted − actual: positive lies too far to the left */
  error: number;
  /** deg */
  actual: number;
  /** deg, lower and upper bound of the 80 % interval at that step, where there is one */
  interval?: readonly [number, number] | undefined;
};

export function worstMiss(
  drives: readonly { drive: string; begin: number; steps: readonly ScoredStep[] }[],
): WorstMiss | null {
  let worst: WorstMiss | null = null;
  for (const { drive, begin, steps } of drives) {
    for (const { time, vEgo, curvature, state, actual, predicted, interval } of steps) {
      for (let k = 0; k < actual.length; k++) {
        const error = predicted[k]! - actual[k]!;
        if (Math.abs(error) <= Math.abs(worst?.error ?? 0)) continue;
        worst = {
          drive,
          time,
          sinceBegin: time - begin,
          step: k + 1,
          error,
          actual: actual[k]!,
          interval: interval && [interval.lower[k]!, interval.upper[k]!],
          vEgo,
          curvature,
          state,
        };
      }
    }
  }
  return worst;
}

/** One sentence; `number` writes a number with so many digits behind the point. */
export function tellMiss(miss: WorstMiss, number: (value: number, digits: number) => string): string {
  const { drive, time, sinceBegin, step, error, actual, interval, vEgo, curvature, state } = miss;
  // a clock that began elsewhere, as of the epoch, is that of the file
  const inFile = Math.abs(time - sinceBegin) < 0.05 ? '' : `, t ${number(time, 1)} s`;
  const bounds = interval ? `, 80 % interval ${interval.map((bound) => number(bound, 1)).join(' … ')}` : '';
  const side = error > 0 ? 'left' : 'right';
  return (
    `${number(Math.abs(error), 1)} deg too far to the ${side} at step ${step} from ${number(sinceBegin, 1)} s of ${drive} ` +
    `(actual ${number(actual, 1)} deg${bounds}${inFile}), at ${number(vEgo, 1)} m/s and a curvature of ${number(curvature, 4)} 1/m` +
    (state === undefined ? '' : `, ${state}`)
  );
}
