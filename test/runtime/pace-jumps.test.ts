import { from, VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { pace } from '../../runtime/pace.js';

/** ms that a replay of rows at these times (s) takes at 1× */
function duration(times: readonly number[]): number {
  const scheduler = new VirtualTimeScheduler();
  from(times.map((time) => ({ time })))
    .pipe(pace(1, scheduler))
    .subscribe();
  scheduler.flush();
  return scheduler.now();
}

it('waits for a pause of a minute', () => {
  expect(duration([0, 1, 61])).toBe(61_000);
});

it('does not wait where the clock was set back or ahead by an hour', () => {
  expect(duration([7200, 7201, 3601, 3602])).toBe(2000);
  expect(duration([0, 1, 3601, 3602])).toBe(2000);
});
