import { describe, it } from 'vitest';
import { pace } from '../../runtime/pace.js';
import { makeRow, makeRows } from './make-rows.js';
import { itKeepsTheContract, marbles } from './operator-contract.js';

/** An eighth of a second apart, from a time as in a log: their differences are exact. */
const rows = {
  a: makeRow(1_631_416_514.125),
  b: makeRow(1_631_416_514.25),
  c: makeRow(1_631_416_514.375),
  d: makeRow(1_631_416_514.5),
};

describe('pace max', () => {
  itKeepsTheContract(() => pace('max'), makeRows(5));
});

describe('pace', () => {
  const cases: [name: string, speed: number | 'max', given: string, expected: string][] = [
    ['1x: each row when it is due', 1, '(abcd|)', 'a 124ms b 124ms c 124ms (d|)'],
    ['12.5x: as many times as fast', 12.5, '(abcd|)', 'a 9ms b 9ms c 9ms (d|)'],
    ['0.5x: half as fast', 0.5, '(abc|)', 'a 249ms b 249ms (c|)'],
    ['max: as fast as they are taken', 'max', '-(ab)-c-(d|)', '-(ab)-c-(d|)'],
    ['due times count from the first row', 1, '5ms (abc|)', '5ms a 124ms b 124ms (c|)'],
    ['a row on time passes at once', 1, 'a 124ms b 124ms (c|)', 'a 124ms b 124ms (c|)'],
    ['a late row passes at once and does not delay the next', 1, 'a 199ms (bc|)', 'a 199ms b 49ms (c|)'],
    ['rows that are all late do not pile up', 1, 'a 999ms (bcd|)', 'a 999ms (bcd|)'],
    ['a row twice, a row that goes back: at once', 1, '(abbacd|)', 'a 124ms (bba) 120ms c 124ms (d|)'],
    ['nothing', 1, '5ms |', '5ms |'],
    ['one', 1, '3ms a 2ms |', '3ms a 2ms |'],
    ['never-ending', 1, '(ab)', 'a 124ms b'],
    ['an error', 1, 'a 124ms b#', 'a 124ms b#'],
  ];

  it.each(cases)('%s', (_, speed, given, expected) => {
    marbles(({ cold, expectObservable, scheduler }) => {
      expectObservable(cold(given, rows).pipe(pace(speed, scheduler))).toBe(expected, rows);
    });
  });

  it('takes the clock of the machine where none is given', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('(abc|)', rows).pipe(pace(1))).toBe('a 124ms b 124ms (c|)', rows);
    });
  });

  it('gives nothing more when it is left while a row waits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('(abc)', rows);
      expectObservable(source.pipe(pace(1, scheduler)), '130ms !').toBe('a 124ms b', rows);
      expectSubscriptions(source.subscriptions).toBe('^ 129ms !');
    });
  });

  it('starts its clock afresh with each subscription', () => {
    marbles(({ cold, expectObservable, scheduler }) => {
      const paced$ = cold('(ab|)', rows).pipe(pace(1, scheduler));
      expectObservable(paced$).toBe('a 124ms (b|)', rows);
      expectObservable(paced$, '300ms ^').toBe('300ms a 124ms (b|)', rows);
    });
  });
});
