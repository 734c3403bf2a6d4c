import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { toSamples } from '../../runtime/to-samples.js';
import { makeRow, makeRows } from './make-rows.js';
import { collect, itKeepsTheContract, marbles } from './operator-contract.js';

describe('toSamples', () => {
  itKeepsTheContract(() => toSamples(0.1), makeRows(7));

  it('gives each sample with the row that closes its grid time', () => {
    const values = { a: makeRow(0), b: makeRow(0.06), c: makeRow(0.11), d: makeRow(0.2) };
    const expected = { A: values.a, C: { ...values.b, time: 0.1 }, D: values.d };
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-b-c-d-|', values).pipe(toSamples(0.1))).toBe('-A---C-D-|', expected);
    });
  });

  it('gives several samples at once where one row closes several', () => {
    // 0.12 s is no gap at this step, and the value is held over 0.1
    const values = { a: makeRow(0.02), b: makeRow(0.1), c: makeRow(0.24) };
    marbles(({ cold, expectObservable }) => {
      const expected = { A: values.a, B: { ...values.b, time: 0.12 }, C: { ...values.b, time: 0.22 } };
      expectObservable(cold('a--b--c---|', values).pipe(toSamples(0.1))).toBe('A-----(BC)|', { ...expected });
    });
  });

  const times = async (given: number[]) =>
    (await collect(from(given.map((time) => makeRow(time))).pipe(toSamples(0.1)))).map(({ time }) => time);

  it('holds nothing across a gap', async () => {
    expect(await times([0, 0.1, 0.55, 0.6])).toEqual([0, 0.1, 0.6]);
  });

  it.each([
    ['a row twice', [0, 0.1, 0.1, 0.2]],
    ['a row that goes back', [0, 0.1, 0.05, 0.15, 0.2]],
  ])('gives each grid time once, in order, in spite of %s', async (_, given) => {
    expect(await times(given)).toEqual([0, 0.1, 0.2]);
  });
});
