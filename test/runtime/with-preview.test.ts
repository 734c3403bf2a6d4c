import { from, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { withPreview } from '../../runtime/with-preview.js';
import { makeRow, makeRows } from './make-rows.js';
import { collect, itKeepsTheContract, marbles } from './operator-contract.js';

const CONTRACT = { dt: 0.1, horizonSteps: 2 };
const rows = makeRows(5);
const curvatures = (from: number, to: number) => rows.slice(from, to).map(({ curvature }) => curvature);

describe('withPreview recorded', () => {
  itKeepsTheContract(() => withPreview('recorded', CONTRACT), rows, { trailing: 2 });

  it('holds each sample back until its future has come; the last ones have none', () => {
    const values = Object.fromEntries(rows.map((row, k) => ['abcde'[k]!, row]));
    const known = (k: number) => ({
      sample: rows[k],
      preview: { curvature: curvatures(k + 1, k + 3), reasons: [] },
    });
    const unknown = (k: number) => ({ sample: rows[k], preview: { reasons: ['NO_PREVIEW'] } });
    const expected = { A: known(0), B: known(1), C: known(2), D: unknown(3), E: unknown(4) };
    marbles(({ cold, expectObservable }) => {
      const recorded$ = cold('-a-b-c-d-e-|', values).pipe(withPreview('recorded', CONTRACT));
      expectObservable(recorded$).toBe('-----A-B-C-(DE|)', expected);
    });
  });

  it('leaves a sample as it came, and looks no further than one of no road vehicle', async () => {
    const stream = [...makeRows(3), makeRow(0.3, { steeringAngleDeg: 5000, reasons: [] })];
    const previews = await collect(from(stream).pipe(withPreview('recorded', CONTRACT)));
    expect(previews.map(({ sample }) => sample)).toEqual(stream);
    expect(previews.map(({ preview }) => preview.reasons.length)).toEqual([0, 1, 1, 1]);
  });

  it.each([
    ['a gap', makeRow(0.5)],
    ['the same time again', makeRow(0.2)],
    ['a time that goes back', makeRow(0.1)],
    ['an invalid sample', makeRow(0.3, { valid: false })],
  ])('does not see over %s', async (_, broken) => {
    const stream = [...makeRows(3), broken];
    const previews = await collect(from(stream).pipe(withPreview('recorded', CONTRACT)));
    expect(previews.map(({ sample }) => sample)).toEqual(stream);
    expect(previews.map(({ preview }) => preview.reasons)).toEqual([
      [],
      ['NO_PREVIEW'],
      ['NO_PREVIEW'],
      ['NO_PREVIEW'],
    ]);
  });
});

describe('withPreview hold', () => {
  itKeepsTheContract(() => withPreview('hold', CONTRACT), rows);

  it('gives each sample at once, with its own curvature ahead', () => {
    const [a, b] = [makeRow(1), makeRow(1.1)];
    const held = (sample: typeof a) => ({ sample, curvature: [sample.curvature, sample.curvature] });
    marbles(({ cold, expectObservable }) => {
      const held$ = cold('-a-b-|', { a, b }).pipe(
        withPreview('hold', CONTRACT),
        map(({ sample, preview }) => ({ sample, curvature: [...preview.curvature!] })), // it is written again
      );
      expectObservable(held$).toBe('-A-B-|', { A: held(a), B: held(b) });
    });
  });
});

describe('withPreview map', () => {
  const start = () => {
    let count = 0;
    return ({ valid }: VehicleSample) => ({ curvature: [Number(valid), ++count], reasons: [] });
  };
  itKeepsTheContract(() => withPreview({ source: 'map', start }, CONTRACT), rows);

  it('asks anew for each drive, and shows the same samples as the trainer does: an implausible one is not valid', () => {
    const [a, b] = [makeRow(1), makeRow(1.1, { vEgo: 1000 })];
    const asked = (sample: VehicleSample, curvature: number[]) => ({ sample, preview: { curvature, reasons: [] } });
    marbles(({ cold, expectObservable }) => {
      const mapped$ = cold('-a-b-|', { a, b }).pipe(
        withPreview({ source: 'map', start }, CONTRACT),
        map((previewed) => ({ ...previewed })), // it is written again at the next
      );
      for (let drive = 0; drive < 2; drive++)
        expectObservable(mapped$).toBe('-A-B-|', { A: asked(a, [1, 1]), B: asked(b, [0, 2]) });
    });
  });
});
