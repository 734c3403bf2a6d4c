import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { concat, from, NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { mapWaiting } from '../../runtime/map-waiting.js';
import { collect } from './operator-contract.js';

const wait = async (turns: number) => {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
};
/** Answers ten times the values, some turns of the event loop later. */
const late = (turns: number) => async (values: readonly number[]) => {
  await wait(turns);
  return values.map((value) => 10 * value);
};

describe('mapWaiting', () => {
  it('answers in the order of the values, one call at a time of so many at most', async () => {
    // how many values come at once, how long it rests, how long each call takes
    const bursts = fc.array(fc.tuple(fc.nat(9), fc.nat(3)), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(bursts, fc.nat(3), fc.integer({ min: 1, max: 6 }), async (given, turns, most) => {
        const sizes: number[] = [];
        let open = 0;
        const project = async (values: readonly number[]) => {
          expect(++open).toBe(1);
          sizes.push(values.length);
          const answers = await late(turns)(values);
          open--;
          return answers;
        };
        const values$ = new Subject<number>();
        const answers = collect(values$.pipe(mapWaiting(project, most)));
        let value = 0;
        for (const [count, rest] of given) {
          for (let k = 0; k < count; k++) values$.next(value++);
          await wait(rest);
        }
        values$.complete();
        expect(await answers).toEqual(Array.from({ length: value }, (_, k) => 10 * k));
        expect(Math.max(1, ...sizes)).toBeLessThanOrEqual(most);
        expect(sizes).not.toContain(0);
      }),
      { numRuns: 40 },
    );
  });

  it('asks at once, and together for what came meanwhile', async () => {
    const values$ = new Subject<number>();
    const asked: string[] = [];
    const heard: unknown[] = [];
    const project = (values: readonly number[]) => {
      asked.push(values.join());
      return late(2)(values);
    };
    values$
      .pipe(mapWaiting(project, 3))
      .subscribe({ next: (one) => heard.push(one), complete: () => heard.push('end') });
    for (const value of [1, 2, 3, 4, 5, 6]) values$.next(value);
    expect(asked).toEqual(['1']);
    await wait(20);
    expect(asked).toEqual(['1', '2,3,4', '5,6']);
    values$.next(7);
    expect(asked.at(-1)).toBe('7');
    values$.complete();
    expect(heard).toEqual([10, 20, 30, 40, 50, 60]);
    await wait(20);
    expect(heard).toEqual([10, 20, 30, 40, 50, 60, 70, 'end']);
  });

  it('ends at once where nothing came, and never over values that never end', async () => {
    expect(await collect(from<number[]>([]).pipe(mapWaiting(late(0), 3)))).toEqual([]);
    let ended = false;
    const subscription = concat(of(1), NEVER)
      .pipe(mapWaiting(late(0), 3))
      .subscribe({ complete: () => (ended = true) });
    await wait(5);
    expect(ended).toBe(false);
    subscription.unsubscribe();
  });

  it('passes on an error of its source, and of a call behind the answers before it', async () => {
    const source$ = throwError(() => new Error('bus off'));
    await expect(collect(source$.pipe(mapWaiting(late(0), 3)))).rejects.toThrow('bus off');
    const heard: unknown[] = [];
    const refuse = (values: readonly number[]) =>
      values.includes(2) ? Promise.reject(new Error('second')) : late(3)(values);
    from([1, 2, 3])
      .pipe(mapWaiting(refuse, 1))
      .subscribe({ next: (one) => heard.push(one), error: (error: Error) => heard.push(error.message) });
    await wait(20);
    expect(heard).toEqual([10, 'second']);
  });

  it('asks and gives nothing more once it is left, and lets go of its source', async () => {
    const values$ = new Subject<number>();
    const asked: number[] = [];
    const heard: number[] = [];
    const project = (values: readonly number[]) => {
      asked.push(...values);
      return late(2)(values);
    };
    const subscription = values$.pipe(mapWaiting(project, 2)).subscribe((one) => heard.push(one));
    for (const value of [1, 2, 3, 4]) values$.next(value);
    expect(values$.observed).toBe(true);
    subscription.unsubscribe();
    await wait(20);
    expect(values$.observed).toBe(false);
    expect([asked, heard]).toEqual([[1], []]);
  });

  it('starts afresh with each subscription', async () => {
    const answers$ = from([1, 2, 3]).pipe(mapWaiting(late(2), 2));
    expect(await Promise.all([collect(answers$), collect(answers$)])).toEqual([
      [10, 20, 30],
      [10, 20, 30],
    ]);
    expect(await collect(answers$)).toEqual([10, 20, 30]);
  });
});
