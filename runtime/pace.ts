import {
  asyncScheduler,
  concatMap,
  defer,
  map,
  of,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { LARGEST_DISORDER } from '../core/sampling.js';

/** Times as fast as recorded; 'max': as fast as they are taken. */
export type ReplaySpeed = number | 'max';

/** s; a longer pause in a recording, or a clock that was set, is not waited for */
const LONGEST_PAUSE = 60;

/**
 * Lets each row pass when it is due: (its time − the first one's) / speed after the first. Due times count from the
 * start, so a late row does not delay the next; they count anew where time goes back or pauses for long.
 */
export function pace<T extends { time: number }>(
  speed: ReplaySpeed,
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<T> {
  if (speed === 'max') return (rows$) => rows$;
  return (rows$) =>
    defer(() => {
      let start: { clock: number; time: number } | undefined;
      let last = -Infinity;
      return rows$.pipe(
        concatMap((row) => {
          const jumped = row.time < last - LARGEST_DISORDER || (start && row.time > last + LONGEST_PAUSE);
          last = jumped ? row.time : Math.max(last, row.time);
          if (!start || jumped) start = { clock: scheduler.now(), time: row.time };
          const wait = start.clock + ((row.time - start.time) * 1000) / speed - scheduler.now();
          return wait > 0 ? timer(wait, scheduler).pipe(map(() => row)) : of(row);
        }),
      );
    });
}
