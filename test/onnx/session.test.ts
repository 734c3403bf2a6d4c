import { afterEach, describe, expect, it } from 'vitest';
import { encodeOnnxModel, type OnnxGraph } from '../../onnx/onnx-model.js';
import { OnnxSession } from '../../onnx/session.js';
import { lstmByHand, lstmGraph, SIZE } from './lstm-graph.js';

/** Gemm and Sigmoid, then the two halves exchanged by Slice and Concat. */
const gemm: OnnxGraph = {
  name: 'gemm',
  nodes: [
    { op: 'Gemm', inputs: ['features', 'w', 'b'], outputs: ['sum'], attributes: { alpha: { float: 2 } } },
    { op: 'Sigmoid', inputs: ['sum'], outputs: ['gates'] },
    { op: 'Slice', inputs: ['gates', 'zero', 'one', 'one'], outputs: ['first'] },
    { op: 'Slice', inputs: ['gates', 'one', 'two', 'one'], outputs: ['second'] },
    { op: 'Concat', inputs: ['second', 'first'], outputs: ['exchanged'], attributes: { axis: { int: 1 } } },
  ],
  initializers: [
    { name: 'w', shape: [3, 2], values: Float32Array.of(0.5, -1, 0.25, 2, -0.75, 0) },
    { name: 'b', shape: [2], values: Float32Array.of(0.125, -0.5) },
    ...[0n, 1n, 2n].map((n, k) => ({ name: ['zero', 'one', 'two'][k]!, shape: [1], values: BigInt64Array.of(n) })),
  ],
  inputs: [{ name: 'features', shape: ['N', 3] }],
  outputs: [
    { name: 'exchanged', shape: ['N', 2] },
    { name: 'first', shape: ['N', 1] },
  ],
};

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** [second, first] */
function gemmByHand([a, b, c]: readonly number[]): [number, number] {
  const second = 2 * (-a! + 2 * b!) - 0.5;
  const first = 2 * (0.5 * a! + 0.25 * b! - 0.75 * c!) + 0.125;
  return [sigmoid(second), sigmoid(first)];
}

/** Numbers in −1 … 1 that repeat from run to run. */
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, k) => Math.sin(1 + k * step));

describe('OnnxSession', () => {
  let session: OnnxSession;
  afterEach(() => session.release());

  const expectRow = (answer: ArrayLike<number>, expected: readonly number[]) => {
    expect(answer.length).toBe(expected.length);
    expected.forEach((value, k) => expect(answer[k]).toBeCloseTo(value, 6));
  };

  it('names its tensors and their shapes', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    expect(session.inputs).toEqual(gemm.inputs);
    expect(session.outputs).toEqual(gemm.outputs);
  });

  it('answers one row and several as computed by hand', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    const rows = [
      [0.1, -0.2, 0.3],
      [1, 2, 3],
      [-4, 0, 0.5],
    ];
    const all = await session.run(Float32Array.from(rows.flat()), rows.length);
    for (const [r, row] of rows.entries()) {
      const one = await session.run(Float32Array.from(row), 1);
      expectRow(one.exchanged!, gemmByHand(row));
      expectRow(all.exchanged!.subarray(2 * r, 2 * r + 2), gemmByHand(row));
      expectRow(one.first!, gemmByHand(row).slice(1));
    }
  });

  it('runs an LSTM as its equations say', async () => {
    const weights = {
      w: wave(4 * SIZE.hidden * SIZE.channels, 0.7),
      r: wave(4 * SIZE.hidden * SIZE.hidden, 1.3),
      b: wave(8 * SIZE.hidden, 2.1),
    };
    session = await OnnxSession.load(encodeOnnxModel(lstmGraph(weights)));
    const features = wave(SIZE.steps * SIZE.channels, 0.9);
    const sequence = Array.from({ length: SIZE.steps }, (_, t) => [...features.subarray(2 * t, 2 * t + 2)]);
    expectRow((await session.run(features, 1)).hidden!, lstmByHand(weights, sequence));
  });

  it('keeps overlapping runs apart, from each other and from their caller', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    await session.run(new Float32Array(3), 1); // from here on it keeps a tensor
    const features = new Float32Array(3);
    const runs = Array.from({ length: 20 }, (_, k) => {
      features.fill(k / 10); // the caller's buffer, written again while the runs are in flight
      return session.run(features, 1);
    });
    for (const [k, answer] of (await Promise.all(runs)).entries()) {
      expectRow(answer.exchanged!, gemmByHand([k / 10, k / 10, k / 10]));
    }
  });

  it('leaves an answer alone once it is given', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    const first = await session.run(Float32Array.of(1, 1, 1), 1);
    await session.run(Float32Array.of(2, -2, 2), 1);
    expectRow(first.exchanged!, gemmByHand([1, 1, 1]));
  });

  it('rejects features of another width and runs on', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    await expect(session.run(new Float32Array(4), 1)).rejects.toThrow('Got invalid dimensions');
    expectRow((await session.run(Float32Array.of(1, 1, 1), 1)).exchanged!, gemmByHand([1, 1, 1]));
  });

  it('rejects a run after its release', async () => {
    session = await OnnxSession.load(encodeOnnxModel(gemm));
    const late = await OnnxSession.load(encodeOnnxModel(gemm));
    await late.release();
    await expect(late.run(new Float32Array(3), 1)).rejects.toThrow('disposed');
  });
});

describe('OnnxSession.load', () => {
  it('refuses bytes that are no model', async () => {
    await expect(OnnxSession.load(Uint8Array.of(1, 2, 3))).rejects.toThrow('protobuf');
  });

  it('refuses a model with a tensor that is not float32', async () => {
    const shapeOf: OnnxGraph = {
      ...gemm,
      nodes: [{ op: 'Shape', inputs: ['features'], outputs: ['size'] }],
      initializers: [],
      outputs: [{ name: 'size', shape: [2] }],
    };
    // Field 1 of the output's tensor type is its element type: float32 (1) becomes int64 (7).
    const bytes = Buffer.from(encodeOnnxModel(shapeOf));
    const elementType = bytes.indexOf('size', bytes.lastIndexOf('size')) + 'size'.length + 5;
    expect(bytes[elementType]).toBe(1);
    bytes[elementType] = 7;
    await expect(OnnxSession.load(bytes)).rejects.toThrow('expected size to be float32, got int64');
  });
});
