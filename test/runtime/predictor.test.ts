import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { OnnxSession } from '../../onnx/session.js';
import { executorOf, openPredictor, type InstantPredictor, type WaitingPredictor } from '../../runtime/predictor.js';
import { linearGraph } from '../onnx/linear-bundle.js';
import { CARD } from './fake-predictor.js';

/** The linear model answers a quarter of the features' sum, plus 1, 2, 3. */
const byHand = (features: Float64Array) => {
  const sum = features.reduce((total, one) => total + one, 0);
  return Float32Array.of(sum / 4 + 1, sum / 4 + 2, sum / 4 + 3);
};
const filled = (value: number) => new Float64Array(CARD.featureNames.length).fill(value);

const MODEL = encodeOnnxModel(linearGraph());

describe('a predictor of ONNX Runtime', () => {
  let session: OnnxSession;
  const faults: string[] = [];
  const make = async (one: OnnxSession) => {
    const bundle = { card: CARD, session: one, model: MODEL };
    const predictor = await openPredictor(bundle, { executor: 'ort', onFault: (text) => faults.push(text) });
    expect(executorOf(predictor)).toBe('ort');
    return predictor as WaitingPredictor; // as: ONNX Runtime is asked for
  };
  beforeEach(async () => {
    session = await OnnxSession.load(MODEL);
  });
  afterEach(() => session.release());

  it('answers with the angles of the model, and has its card', async () => {
    const predictor = await make(session);
    expect(predictor.card).toBe(CARD);
    const features = Float64Array.from(CARD.featureNames, (_, k) => k / 2 - 1);
    expect(await predictor.predict([features])).toEqual([byHand(features)]);
  });

  it('answers each step by itself, whatever else is asked with it', async () => {
    const predictor = await make(session);
    const steps = Array.from({ length: predictor.batch }, (_, k) => filled(k / 8));
    const alone = await Promise.all(steps.map(async (step) => (await predictor.predict([step]))[0]));
    expect(await predictor.predict(steps)).toEqual(alone);
    expect(alone).toEqual(steps.map(byHand));
  });

  it('asks one step at a time where the golden vectors get other bits together', async () => {
    const golden = CARD.golden.map(({ features }) => Float32Array.from(features));
    // A library whose sums are rounded otherwise when there are several rows.
    const run = async (features: Float32Array, rows: number) => {
      const answers = await session.run(features, rows);
      return rows > 1
        ? { steeringAngleDeg: answers.steeringAngleDeg!.map((angle) => angle * (1 + 2 ** -22)) }
        : answers;
    };
    const rounding = Object.assign(Object.create(session) as OnnxSession, { run }); // as: the same but for `run`
    expect(golden.length).toBeGreaterThan(1);
    expect((await make(rounding)).batch).toBe(1);
    expect((await make(session)).batch).toBeGreaterThan(1);
  });

  it("gives each answer away: it is the caller's, and not written again", async () => {
    const predictor = await make(session);
    const [first] = await predictor.predict([filled(4)]);
    first!.fill(0);
    const [second] = await predictor.predict([filled(8)]);
    expect(second).toEqual(byHand(filled(8)));
    await predictor.predict([filled(1), filled(2)]);
    expect(second).toEqual(byHand(filled(8)));
    expect([...first!]).toEqual([0, 0, 0]);
  });

  it('has read the features when it returns, so that the caller may write them again', async () => {
    const predictor = await make(session);
    const features = filled(0);
    const open = [1, 2, 3, 4, 5, 6].map((value) => predictor.predict([features.fill(value)]));
    expect(await Promise.all(open)).toEqual([1, 2, 3, 4, 5, 6].map((value) => [byHand(filled(value))]));
  });

  it('leaves the features as they are', async () => {
    const features = filled(0.1);
    await (await make(session)).predict([features]);
    expect(features).toEqual(filled(0.1));
  });

  it('rejects when the model fails, and tells the first time why', async () => {
    const lost = await OnnxSession.load(encodeOnnxModel(linearGraph()));
    const predictor = await make(lost);
    await lost.release();
    for (let call = 0; call < 3; call++) await expect(predictor.predict([filled(0)])).rejects.toThrow();
    expect(faults).toEqual([expect.stringMatching(/^the model failed: ./)]);
  });
});

describe('a predictor of a compiled model', () => {
  let session: OnnxSession;
  const faults: string[] = [];
  const open = (model: Uint8Array, executor?: 'wasm') =>
    openPredictor({ card: CARD, session, model }, { executor, onFault: (text) => faults.push(text) });
  beforeEach(async () => {
    faults.length = 0;
    session = await OnnxSession.load(MODEL);
  });
  afterEach(() => session.release());

  it('is what a model gets, and answers at once', async () => {
    const predictor = (await open(MODEL)) as InstantPredictor; // as: asserted below
    expect(executorOf(predictor)).toBe('wasm');
    const features = Float64Array.from(CARD.featureNames, (_, k) => k / 2 - 1);
    const before = features.slice();
    expect(Array.from(predictor.answer(features))).toEqual([...byHand(features)]);
    expect(features).toEqual(before);
    expect(Array.from(predictor.answer(filled(8)))).toEqual([...byHand(filled(8))]);
    expect(faults).toEqual([]);
  });

  const erf = () => {
    const graph = linearGraph();
    const nodes = [
      ...graph.nodes.map((node) => ({ ...node, outputs: ['sum'] })),
      { op: 'Erf', inputs: ['sum'], outputs: ['steeringAngleDeg'] },
    ];
    return encodeOnnxModel({ ...graph, nodes });
  };

  it('gives way to ONNX Runtime, with a word of it, where the model can not be compiled', async () => {
    expect(executorOf(await open(erf()))).toBe('ort');
    expect(faults).toEqual([
      expect.stringMatching(/ONNX Runtime.*Erf \(steeringAngleDeg\): this operation is not known/),
    ]);
    await expect(open(erf(), 'wasm')).rejects.toThrow(/^expected a model that can be compiled, got Erf/);
  });

  it('is not taken where it answers otherwise than ONNX Runtime', async () => {
    const graph = linearGraph();
    const initializers = graph.initializers.map((one) =>
      one.name === 'b' ? { ...one, values: Float32Array.of(1, 2, 3.001) } : one,
    );
    expect(executorOf(await open(encodeOnnxModel({ ...graph, initializers })))).toBe('ort');
    expect(faults[0]).toMatch(/expected \S+ deg as ONNX Runtime says, got \S+ deg$/);
  });
});
