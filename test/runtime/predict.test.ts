import { concat, from, NEVER, Subject, throwError } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Prediction, Reason } from '../../core/prediction.js';
import type { Step } from '../../core/step.js';
import { predict } from '../../runtime/predict.js';
import type { Predictor } from '../../runtime/predictor.js';
import { CARD, FakePredictor, silentPredictor, type Answer } from './fake-predictor.js';
import { makeRow } from './make-rows.js';
import { collect } from './operator-contract.js';

const makeStep = (time: number, reasons: Reason[] = [], value = 0): Step => ({
  sample: makeRow(time),
  reasons,
  features: new Float64Array(CARD.featureNames.length).fill(value),
});
const makeSteps = (count: number) => Array.from({ length: count }, (_, k) => makeStep(k));
const noFeatures = (time: number, reasons: Reason[]): Step => ({ sample: makeRow(time), reasons });

const ANGLES = [1, 2, 3];
const good = () => new FakePredictor(() => ANGLES);
const run = (predictor: Predictor, steps: readonly Step[]) => collect(from(steps).pipe(predict(predictor)));
/** The prediction of one step. */
async function only(step: Step, answer: Answer = ANGLES): Promise<Prediction> {
  const [prediction, ...others] = await run(new FakePredictor(() => answer), [step]);
  expect(others).toEqual([]);
  return prediction!;
}

describe('predict', () => {
  it.each([1, 4, 32])(
    'gives one prediction for each step, in order, however late the answers: %i at once',
    async (batch) => {
      const predictor = new FakePredictor((question) => [question, question + 0.25, question + 0.5], { batch });
      const predictions = await run(predictor, makeSteps(100));
      for (const prediction of predictions) delete prediction.errors; // they have a test of their own
      expect(predictions).toEqual(
        makeSteps(100).map((_, k) => ({
          time: k,
          state: 'VALID',
          reasons: [],
          steeringAngleDeg: [k, k + 0.25, k + 0.5],
        })),
      );
      expect(predictor.mostOpen).toBe(1);
      expect(predictor.asked).toHaveLength(100);
      expect(Math.max(...predictor.calls)).toBeLessThanOrEqual(batch);
    },
  );

  it('gives each answer to its own step where steps without features are among them', async () => {
    const mixed = makeSteps(40).map((step, k) => (k % 3 === 1 ? noFeatures(k, ['PREVIEW_HELD']) : step));
    const predictor = new FakePredictor((question) => [question, 0, 0], { batch: 32 });
    const answers = (await run(predictor, mixed)).map(({ steeringAngleDeg }) => steeringAngleDeg?.[0]);
    let question = 0;
    expect(answers).toEqual(mixed.map(({ features }) => (features ? question++ : undefined)));
    expect(predictor.calls).not.toContain(0);
  });

  it('asks with the features of the step, and not at all where it has none', async () => {
    const predictor = good();
    await run(predictor, [makeStep(0, [], 7), noFeatures(1, ['GAP']), makeStep(2, [], -3)]);
    expect(predictor.asked.map((features) => features[0])).toEqual([7, -3]);
  });

  it.each<[Reason[], string]>([
    [['WINDOW_FILLING'], 'INIT'],
    [['GAP', 'WINDOW_FILLING'], 'INIT'],
    [['SAMPLE_INVALID'], 'INVALID'],
    [['NO_PREVIEW'], 'INVALID'],
    [['GAP', 'WINDOW_FILLING', 'NO_PREVIEW'], 'INVALID'],
  ])('has no angles after %j: %s', async (reasons, state) => {
    expect(await only(noFeatures(4, reasons))).toEqual({ time: 4, state, reasons });
  });

  it('is DEGRADED where the preview is held, with angles', async () => {
    const prediction = await only(makeStep(1, ['PREVIEW_HELD']));
    const steeringAngleDeg = ANGLES;
    expect(prediction).toEqual({ time: 1, state: 'DEGRADED', reasons: ['PREVIEW_HELD'], steeringAngleDeg });
  });

  it.each([
    [-100, 'VALID', []],
    [100, 'VALID', []],
    [100.001, 'DEGRADED', ['OUT_OF_RANGE']],
    [-100.001, 'DEGRADED', ['OUT_OF_RANGE']],
  ])('with a feature of %f, in a range of −100 … 100, is %s', async (value, state, reasons) => {
    const steeringAngleDeg = ANGLES;
    expect(await only(makeStep(0, [], value))).toEqual({ time: 0, state, reasons, steeringAngleDeg });
  });

  it('is DEGRADED where its features never came together like this in training', async () => {
    const width = CARD.featureNames.length;
    const mean = new Array<number>(width).fill(3);
    const whitening = [CARD.featureNames.map((_, f) => (f === 1 ? 2 : 0))];
    const card = { ...CARD, novelty: { mean, whitening, threshold: 5 } };
    const reasons = async (value: number) =>
      (await run(new FakePredictor(() => ANGLES, { card }), [makeStep(0, [], value)]))[0]!.reasons;
    expect(await reasons(5.4)).toEqual([]);
    expect(await reasons(5.6)).toEqual(['OUT_OF_DISTRIBUTION']);
    expect(await reasons(101)).toEqual(['OUT_OF_RANGE', 'OUT_OF_DISTRIBUTION']);
  });

  it("holds each feature against its own name's range", async () => {
    const { featureNames } = CARD;
    const ranges = Object.fromEntries(featureNames.map((name, k): [string, [number, number]] => [name, [k, k]]));
    const shuffled = Object.fromEntries(Object.entries(ranges).reverse());
    const predictor = new FakePredictor(() => ANGLES, { card: { ...CARD, ranges: shuffled } });
    const step = { ...makeStep(0), features: Float64Array.from(featureNames, (_, k) => k) };
    expect((await run(predictor, [step]))[0]!.state).toBe('VALID');
  });

  it.each<[string, Answer]>([
    ['NaN', [1, NaN, 3]],
    ['NaN at the end', [1, 2, NaN]],
    ['Infinity', [-Infinity, 2, 3]],
    ['a number that float32 does not hold', [1, 1e39, 3]],
    ['an angle of no steering wheel', [1, 2, -1501]],
    ['a rejection', { rejection: new Error('out of memory') }],
    ['a rejection with a text', { rejection: 'failed' }],
    ['a rejection with nothing', { rejection: undefined }],
  ])('is INVALID with MODEL_FAULT when the model answers with %s', async (_, answer) => {
    expect(await only(makeStep(0, ['PREVIEW_HELD']), answer)).toEqual({
      time: 0,
      state: 'INVALID',
      reasons: ['PREVIEW_HELD', 'MODEL_FAULT'],
    });
  });

  it('is INVALID with MODEL_FAULT for each step of a call that failed or answered too few', async () => {
    const failing = new FakePredictor(() => ({ rejection: 'all' }), { batch: 32 });
    const short: Predictor = { card: CARD, batch: 32, predict: () => Promise.resolve([]) };
    for (const predictor of [failing, short]) {
      const predictions = await run(predictor, makeSteps(9));
      expect(predictions.map(({ reasons }) => reasons)).toEqual(makeSteps(9).map(() => ['MODEL_FAULT']));
      expect(predictions.some(({ steeringAngleDeg }) => steeringAngleDeg)).toBe(false);
    }
  });

  it('asks again one by one what failed together, so that a step fails by itself alone', async () => {
    const steps = makeSteps(9).map((_, k) => makeStep(k, [], k));
    const predict = (asked: readonly ArrayLike<number>[]) =>
      asked.some((features) => features[0] === 4)
        ? Promise.reject(new Error('a bad step'))
        : Promise.resolve(asked.map(() => Float32Array.from(ANGLES)));
    const predictions = await run({ card: CARD, batch: 32, predict }, steps);
    const failed = predictions.map(({ reasons }) => reasons.includes('MODEL_FAULT'));
    expect(failed).toEqual(steps.map((_, s) => s === 4));
  });

  it('goes on after a fault of the model, INVALID without angles until five good steps have passed', async () => {
    const predictor = new FakePredictor((question) => (question === 1 ? { rejection: 'once' } : ANGLES));
    const predictions = await run(predictor, makeSteps(8));
    expect(predictions.map(({ state }) => state)).toEqual([
      'VALID',
      ...new Array<string>(5).fill('INVALID'),
      'VALID',
      'VALID',
    ]);
    expect(predictions.map(({ reasons }) => reasons.join())).toEqual([
      '',
      'MODEL_FAULT',
      ...new Array<string>(4).fill('RECOVERING'),
      '',
      '',
    ]);
    for (const { state, steeringAngleDeg } of predictions) {
      expect(steeringAngleDeg === undefined).toBe(state === 'INVALID');
    }
    expect(predictor.asked).toHaveLength(8);
  });
});

describe('predict, as an operator,', () => {
  /** Everything that comes out, in words, as it comes. */
  function watch(predictor: Predictor, source = from(makeSteps(3))) {
    const heard: string[] = [];
    const subscription = source.pipe(predict(predictor)).subscribe({
      next: ({ time }) => heard.push(`${time}`),
      error: (error: Error) => heard.push(error.message),
      complete: () => heard.push('end'),
    });
    return { heard, subscription };
  }
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await setImmediate();
  };

  it('gives nothing for nothing, and ends', () => {
    expect(watch(good(), from([])).heard).toEqual(['end']);
  });

  it('ends after its last answer', async () => {
    const { heard } = watch(good());
    await turns(30);
    expect(heard).toEqual(['0', '1', '2', 'end']);
  });

  it('stays open over steps that never end', async () => {
    const { heard, subscription } = watch(good(), concat(from(makeSteps(2)), NEVER));
    await turns(30);
    expect(heard).toEqual(['0', '1']);
    subscription.unsubscribe();
  });

  it('passes an error of its source on, behind what was answered', async () => {
    const steps$ = new Subject<Step>();
    const { heard } = watch(good(), steps$);
    steps$.next(makeStep(0));
    await turns(10);
    steps$.error(new Error('bus off'));
    expect(heard).toEqual(['0', 'bus off']);
    expect(
      watch(
        good(),
        throwError(() => new Error('at once')),
      ).heard,
    ).toEqual(['at once']);
  });

  it('gives nothing more once it is left, and asks nothing more', async () => {
    const predictor = good();
    const { heard, subscription } = watch(predictor);
    await turns(1);
    subscription.unsubscribe();
    await turns(30);
    expect(heard).toEqual([]);
    expect(predictor.asked).toHaveLength(1);
  });

  it('waits for a model that never answers, and makes nothing up', async () => {
    const { heard, subscription } = watch(silentPredictor());
    await turns(30);
    expect(heard).toEqual([]);
    subscription.unsubscribe();
  });

  it('starts afresh with each subscription: a fault of one is not shown by the other', async () => {
    const predictor = new FakePredictor((question) => (question === 2 ? [NaN, 0, 0] : ANGLES));
    const predictions$ = from(makeSteps(3)).pipe(predict(predictor));
    expect((await collect(predictions$)).map(({ state }) => state)).toEqual(['VALID', 'VALID', 'INVALID']);
    expect((await collect(predictions$)).map(({ state }) => state)).toEqual(['VALID', 'VALID', 'VALID']);
  });
});
