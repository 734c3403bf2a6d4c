import { concat, concatMap, delay, EMPTY, from, NEVER, of, throwError, toArray, firstValueFrom } from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { expect, it } from 'vitest';

/** Runs marbles in virtual time. */
export function marbles(test: (helpers: RunHelpers & { scheduler: TestScheduler }) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => test({ ...helpers, scheduler }));
}

export const collect = <T>(values$: Observable<T>): Promise<T[]> => firstValueFrom(values$.pipe(toArray()));

/**
 * What holds of every operator of the pipeline that answers at once. `rows` must make it give something, and
 * `trailing` of these outputs only when the rows end.
 */
export function itKeepsTheContract<A, B>(
  operator: () => OperatorFunction<A, B>,
  rows: readonly A[],
  { trailing = 0 }: { trailing?: number } = {},
): void {
  const outputs = async () => {
    const all = await collect(from(rows).pipe(operator()));
    expect(all.length).toBeGreaterThan(trailing);
    return all;
  };

  it('gives nothing for nothing, and ends', () => {
    marbles(({ expectObservable }) => expectObservable(EMPTY.pipe(operator())).toBe('|'));
  });

  it('stays open over rows that never end', async () => {
    const all = await outputs();
    const given: B[] = [];
    let ended = false;
    const subscription = concat(from(rows), NEVER)
      .pipe(operator())
      .subscribe({ next: (value) => given.push(value), complete: () => (ended = true), error: () => (ended = true) });
    expect(given).toEqual(all.slice(0, all.length - trailing));
    expect(ended).toBe(false);
    subscription.unsubscribe();
  });

  it('passes an error on, behind what came before it', async () => {
    const all = await outputs();
    const given: unknown[] = [];
    const fault = new Error('bus off');
    concat(
      from(rows),
      throwError(() => fault),
    )
      .pipe(operator())
      .subscribe({ next: (value) => given.push(value), error: (error) => given.push(error) });
    expect(given).toEqual([...all.slice(0, all.length - trailing), fault]);
  });

  it('lets go of its source when it is left early, and gives nothing more', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<A>('--');
      expectObservable(source.pipe(operator()), '^---!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('starts afresh with each subscription, side by side and one after the other', async () => {
    const all = await outputs();
    const shared$ = from(rows).pipe(
      concatMap((row) => of(row).pipe(delay(0))),
      operator(),
    );
    expect(await Promise.all([collect(shared$), collect(shared$)])).toEqual([all, all]);
    expect(await collect(shared$)).toEqual(all);
  });
}
