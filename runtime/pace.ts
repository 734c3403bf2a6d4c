import { setTimeout } from 'node:timers/promises';
import { LARGEST_DISORDER } from '../core/sampling.js';

/** Times as fast as recorded; 'max': as fast as they are taken. */
export type ReplaySpeed = number | 'max';

/** s; a longer pause in a recording, or a clock that was set, is not waited for */
const LONGEST_PAUSE = 60;
/** ms; a timer of node takes no more than 2³¹−1 */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Time as a replay goes by it; `now` (ms) never goes back. */
export interface PaceClock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** The machine's clock; a sleep ends with `signal`. */
export function machineClock(signal?: AbortSignal): PaceClock {
  return { now: () => performance.now(), sleep: (ms) => setTimeout(ms, undefined, { signal }) };
}

/**
 * Gives each row when it is due: (its time − the first one's) / speed after the first, and asks for no row before.
 * Due times count from the start, so a late row does not delay the next; they count anew where time goes back or
 * pauses for long.
 */
export async function* pace<T extends { time: number }>(
  rows: Iterable<T> | AsyncIterable<T>,
  speed: number,
  clock: PaceClock = machineClock(),
): AsyncGenerator<T, void> {
  let start: { clock: number; time: number } | undefined;
  let last = -Infinity;
  for await (const row of rows) {
    const jumped = row.time < last - LARGEST_DISORDER || (start && row.time > last + LONGEST_PAUSE);
    last = jumped ? row.time : Math.max(last, row.time);
    if (!start || jumped) start = { clock: clock.now(), time: row.time };
    const due = start.clock + ((row.time - start.time) * 1000) / speed;
    for (let wait = due - clock.now(); wait > 0; wait = due - clock.now()) {
      await clock.sleep(Math.min(wait, LONGEST_TIMER));
    }
    yield row;
  }
}
