import { describe, expect, it, vi } from 'vitest';
import { machineClock, pace, type PaceClock } from '../../runtime/pace.js';

/** A clock that moves only while somebody sleeps. */
function makeClock(): PaceClock & { ms: number } {
  return {
    ms: 0,
    now() {
      return this.ms;
    },
    sleep(ms) {
      expect(ms).toBeLessThan(2 ** 31); // node's timers turn more into 1 ms
      this.ms += ms;
      return Promise.resolve();
    },
  };
}

/** When (ms) each row of these times (s) passes; row k is there at `arrivals[k]` ms at the earliest. */
async function passed(times: readonly number[], speed: number, arrivals: readonly number[] = []): Promise<number[]> {
  const clock = makeClock();
  async function* rows() {
    for (const [k, time] of times.entries()) {
      clock.ms = Math.max(clock.ms, arrivals[k] ?? 0);
      yield await Promise.resolve({ time });
    }
  }
  const at: number[] = [];
  for await (const row of pace(rows(), speed, clock)) {
    expect(row.time).toBe(times[at.length]);
    at.push(clock.ms);
  }
  return at;
}

/** An eighth of a second apart, from a time as in a log: their differences are exact. */
const [a, b, c, d] = [1_631_416_514.125, 1_631_416_514.25, 1_631_416_514.375, 1_631_416_514.5];

describe('pace', () => {
  it.each<[name: string, speed: number, times: number[], arrivals: number[], expected: number[]]>([
    ['1x: each row when it is due', 1, [a, b, c, d], [], [0, 125, 250, 375]],
    ['12.5x: as many times as fast', 12.5, [a, b, c, d], [], [0, 10, 20, 30]],
    ['0.5x: half as fast', 0.5, [a, b, c], [], [0, 250, 500]],
    ['due times count from the first row', 1, [a, b, c], [5, 5, 5], [5, 130, 255]],
    ['a late row passes at once and does not delay the next', 1, [a, b, c], [0, 200, 200], [0, 200, 250]],
    ['rows that are all late do not pile up', 1, [a, b, c, d], [0, 999, 999, 999], [0, 999, 999, 999]],
    ['a row twice, a row that goes back a little: at once', 1, [a, b, b, a, c], [], [0, 125, 125, 125, 250]],
    ['nothing', 1, [], [], []],
    ['waits for a pause of a minute', 1, [0, 1, 61], [], [0, 1000, 61_000]],
    ['does not wait where the clock was set back by an hour', 1, [7200, 7201, 3601, 3602], [], [0, 1000, 1000, 2000]],
    ['does not wait where the clock was set ahead by an hour', 1, [0, 1, 3601, 3602], [], [0, 1000, 1000, 2000]],
    ['a wait of more than node’s longest timer', 1e-8, [0, 1], [], [0, 1e11]],
  ])('%s', async (_, speed, times, arrivals, expected) => {
    expect(await passed(times, speed, arrivals)).toEqual(expected);
  });

  it('asks for a row only once the one before it has passed', async () => {
    let read = 0;
    function* rows() {
      for (read = 1; ; read++) yield { time: read };
    }
    const clock = makeClock();
    for await (const row of pace(rows(), 1, clock)) {
      expect(read).toBe(row.time);
      if (row.time === 5) break;
    }
    expect(clock.ms).toBe(4000);
  });

  it('goes by a clock of the machine that no one sets, and ends with the signal', async () => {
    vi.useFakeTimers({ toFake: ['Date'] }); // set by somebody, it must not matter
    const controller = new AbortController();
    const rows = pace([{ time: 0 }, { time: 0.002 }], 1, machineClock(controller.signal));
    expect(await rows.next()).toEqual({ value: { time: 0 }, done: false });
    expect(await rows.next()).toEqual({ value: { time: 0.002 }, done: false });
    vi.useRealTimers();
    const last = pace([{ time: 0 }, { time: 59 }], 1, machineClock(controller.signal));
    await last.next();
    const waiting = last.next();
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('aborted');
  });
});
