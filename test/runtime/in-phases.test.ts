import { concatMap, delay, from, of, Subject, throwError, toArray, lastValueFrom, map, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { phaseOf } from '../../can/vehicle/grid-clock.js';
import { inPhases } from '../../runtime/in-phases.js';

const values = Array.from({ length: 30 }, (_, k) => k);
const byThree = (value: number) => value % 3;
const keep = (answer: number) => answer;

describe('inPhases', () => {
  it('answers in the order of the values, however long each branch takes', async () => {
    const operator = concatMap((value: number) => of(value * 10).pipe(delay((7 * value) % 5)));
    const slow = inPhases(3, { phaseOf: byThree, operator, keep });
    const answers = await lastValueFrom(from(values).pipe(slow, toArray()));
    expect(answers).toEqual(values.map((value) => value * 10));
  });

  it('gives each branch an operator of its own', async () => {
    const operator = (branch$: Observable<number>) => {
      let count = 0;
      return branch$.pipe(map(() => count++));
    };
    const counting = inPhases(3, { phaseOf: byThree, operator, keep });
    expect(await lastValueFrom(from(values).pipe(counting, toArray()))).toEqual(
      values.map((value) => Math.floor(value / 3)),
    );
  });

  it('keeps the answers that have to wait, as each branch writes its last one again', async () => {
    const operator = (branch$: Observable<number>) => {
      const answer = { value: NaN };
      const late$ = branch$.pipe(
        toArray(),
        concatMap((all) => from(all)),
      ); // all of a branch at once, when its source has ended
      return late$.pipe(map((value) => ((answer.value = value), answer)));
    };
    const late = inPhases(3, { phaseOf: byThree, operator, keep: (answer) => ({ ...answer }) });
    const answers = await lastValueFrom(from(values).pipe(late, map(({ value }) => value), toArray())); // prettier-ignore
    expect(answers).toEqual(values);
  });

  it('ends with its source, passes errors on, and lets go when it is left', async () => {
    const operator = inPhases(2, { phaseOf: byThree, operator: map((value: number) => value), keep });
    expect(await lastValueFrom(from([]).pipe(operator, toArray()))).toEqual([]);
    await expect(lastValueFrom(throwError(() => new Error('bus')).pipe(operator))).rejects.toThrow('bus');
    const source$ = new Subject<number>();
    source$.pipe(operator).subscribe().unsubscribe();
    expect(source$.observed).toBe(false);
  });
});

describe('phaseOf', () => {
  it('is which of the interleaved grids a time is on, at any epoch', () => {
    for (const phases of [1, 2, 4, 5, 10]) {
      for (let k = 0; k < 1000; k++) {
        const time = Math.round((1.7e9 + (k * 0.1) / phases) * 1e6) / 1e6;
        const sample = { time, curvature: 0, vEgo: 0, steeringAngleDeg: 0, valid: true };
        expect(phaseOf(sample, { dt: 0.1, phases })).toBe(k % phases);
      }
    }
  });
});
