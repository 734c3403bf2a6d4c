import { concat, from, NEVER } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Preview } from '../../core/curvature-preview.js';
import type { Prediction } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { driveSamples } from '../../drives/drive-samples.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { FakePredictor, silentPredictor } from './fake-predictor.js';
import { makeRow, makeRows } from './make-rows.js';
import { collect } from './operator-contract.js';

const good = () => new FakePredictor((question) => [question, question, question]);
const run = (rows: readonly VehicleSample[], preview: Preview = 'recorded', predictor = good()) =>
  collect(toPredictions(from(driveSamples({ rows: [...rows] }, 0.1)), predictor, { preview }));
/** Time, state and reasons of a prediction, a `*` where it has angles. */
const brief = ({ time, state, reasons, steeringAngleDeg }: Prediction) =>
  `${time} ${state}${steeringAngleDeg ? '*' : ''} ${reasons.join('|')}`.trim();
/** Two samples of past and three of future, so rows at 0 … 0.9 s have eight windows with a past, five with both. */
const ten = makeRows(10);

describe('toPredictions', () => {
  it('fills its window, predicts, and ends without a preview', async () => {
    expect((await run(ten)).map(brief)).toEqual([
      '0 INIT WINDOW_FILLING',
      ...['0.1', '0.2', '0.3', '0.4', '0.5', '0.6'].map((time) => `${time} VALID*`),
      ...['0.7', '0.8', '0.9'].map((time) => `${time} INVALID NO_PREVIEW`),
    ]);
  });

  it('is never better than DEGRADED while the preview is held, to the last row', async () => {
    expect((await run(ten, 'hold')).map(brief)).toEqual([
      '0 INIT WINDOW_FILLING|PREVIEW_HELD',
      ...['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9'].map((t) => `${t} DEGRADED* PREVIEW_HELD`),
    ]);
  });

  it('asks with past and preview under the names of the card', async () => {
    const predictor = good();
    await run(ten, 'recorded', predictor);
    const [first] = predictor.asked;
    const expected = [0, 0.001, 10, 10.1, 0, -0.1, 0.002, 0.003, 0.004];
    first!.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 6));
  });

  it('fills its window again behind a gap, and says why', async () => {
    const rows = [...ten.slice(0, 3), ...ten.slice(5)];
    expect((await run(rows, 'hold')).map(brief)).toEqual([
      '0 INIT WINDOW_FILLING|PREVIEW_HELD',
      '0.1 DEGRADED* PREVIEW_HELD',
      '0.2 DEGRADED* PREVIEW_HELD',
      '0.5 INIT GAP|WINDOW_FILLING|PREVIEW_HELD',
      ...['0.6', '0.7', '0.8', '0.9'].map((time) => `${time} DEGRADED* PREVIEW_HELD`),
    ]);
  });

  it('shows no angles from an invalid row on until five good steps have passed', async () => {
    const rows = ten.with(3, makeRow(0.3, { valid: false }));
    expect((await run(rows, 'hold')).map(brief).slice(2)).toEqual([
      '0.2 DEGRADED* PREVIEW_HELD',
      '0.3 INVALID SAMPLE_INVALID|PREVIEW_HELD',
      '0.4 INVALID WINDOW_FILLING|PREVIEW_HELD|RECOVERING',
      ...['0.5', '0.6', '0.7'].map((time) => `${time} INVALID PREVIEW_HELD|RECOVERING`),
      '0.8 DEGRADED* PREVIEW_HELD',
      '0.9 DEGRADED* PREVIEW_HELD',
    ]);
  });

  it.each([
    ['a row twice', ten.toSpliced(4, 0, ten[3]!)],
    ['a row that goes back', ten.toSpliced(4, 0, ten[1]!)],
  ])('predicts each grid time once in spite of %s', async (_, rows) => {
    const times = (await run(rows, 'hold')).map(({ time }) => time);
    expect(new Set(times).size).toBe(times.length);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(0.9);
  });

  it('predicts at the step of the model whatever the rate of the rows', async () => {
    const fast = Array.from({ length: 91 }, (_, k) => makeRow(k / 100));
    expect((await run(fast)).map(brief)).toEqual((await run(ten)).map(brief));
  });

  it('knows a row ahead that is no number for what it is: no preview', async () => {
    const rows = ten.with(6, makeRow(0.6, { curvature: NaN }));
    const at = (await run(rows)).map(brief);
    expect(at.slice(1, 4)).toEqual(['0.1 VALID*', '0.2 VALID*', '0.3 INVALID NO_PREVIEW']);
  });

  it('asks nothing of a model whose drive is over or too short', async () => {
    const predictor = good();
    expect(await run([], 'recorded', predictor)).toEqual([]);
    expect((await run(ten.slice(0, 4), 'recorded', predictor)).map(({ state }) => state)).toEqual([
      'INIT',
      'INVALID',
      'INVALID',
      'INVALID',
    ]);
    expect(predictor.asked).toEqual([]);
  });

  it('starts afresh with each subscription', async () => {
    const predictions$ = toPredictions(from(ten), good(), { preview: 'hold' });
    const [first, second] = await Promise.all([collect(predictions$), collect(predictions$)]);
    expect(first.map(brief)).toEqual(second.map(brief));
    expect((await collect(predictions$)).map(brief)).toEqual(first.map(brief));
  });

  it('lets go when it is left, while a model has not answered', async () => {
    const heard: Prediction[] = [];
    const subscription = toPredictions(concat(from(ten), NEVER), silentPredictor(), { preview: 'hold' }).subscribe(
      (one) => {
        heard.push(one);
      },
    );
    await setImmediate();
    subscription.unsubscribe();
    expect(heard.map(brief)).toEqual(['0 INIT WINDOW_FILLING|PREVIEW_HELD']);
  });
});
