import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Uncompilable } from '../../../onnx/executor/compile-graph.js';
import { GraphExecutor } from '../../../onnx/executor/graph-executor.js';
import { encodeOnnxModel, type OnnxAttribute, type OnnxGraph, type OnnxNode } from '../../../onnx/onnx-model.js';
import { OnnxSession } from '../../../onnx/session.js';
import { largestDifference, wave } from '../../training/graph/run-graph.js';
import { CASES } from '../../training/op-cases.js';
import { graphOf } from '../../training/run-onnx.js';
import { lstmGraph, SIZE } from '../lstm-graph.js';

const DEFAULT = join(import.meta.dirname, '../../../models/default');

/** What both engines make of one row of the graph's input, by the name of its first output. */
async function both(graph: OnnxGraph, row: ArrayLike<number>) {
  const bytes = encodeOnnxModel(graph);
  const name = graph.outputs[0]!.name;
  const session = await OnnxSession.load(bytes);
  const expected = (await session.run(Float32Array.from(row), 1))[name]!;
  await session.release();
  const executor = GraphExecutor.compile(bytes);
  executor.input.set(Float32Array.from(row));
  executor.run();
  return { got: executor.output(name).slice(), expected };
}

const x = { name: 'x', shape: ['N', 6] };
const y = (...shape: number[]) => ({ name: 'y', shape: ['N', ...shape.slice(1)] });
/** x [N, 6] → y by one node, with constants a, b, … */
function oneNode(
  op: string,
  {
    constants = [],
    attributes = {},
    outputs = ['y'],
    shape = [1, 6],
  }: {
    constants?: { shape: number[]; values: Float32Array | BigInt64Array }[];
    attributes?: Record<string, OnnxAttribute>;
    outputs?: string[];
    shape?: number[];
  } = {},
): OnnxGraph {
  const initializers = constants.map((one, k) => ({ name: 'abcd'[k]!, ...one }));
  const node: OnnxNode = { op, inputs: ['x', ...initializers.map(({ name }) => name)], outputs, attributes };
  return { name: 'one', nodes: [node], initializers, inputs: [x], outputs: [y(...shape)] };
}
const int64 = (...values: number[]) => ({ shape: [values.length], values: BigInt64Array.from(values.map(BigInt)) });
const floats = (shape: number[], phase = 0.5) => ({
  shape,
  values: Float32Array.from(
    wave(
      shape.reduce((a, b) => a * b),
      phase,
    ),
  ),
});

describe('a compiled graph gives what ONNX Runtime gives', () => {
  it.each(Object.entries(CASES).filter(([name]) => name !== 'concat, of rows'))('for %s', async (_, { f, shape }) => {
    const { got, expected } = await both(graphOf(6, shape, f), wave(6, 0.3));
    expect(largestDifference(got, expected)).toBeLessThan(1e-6);
  });

  const MORE: Record<string, OnnxGraph> = {
    Gemm: oneNode('Gemm', { constants: [floats([6, 3]), floats([3])], shape: [1, 3] }),
    'Gemm, turned': oneNode('Gemm', {
      constants: [floats([7, 6]), floats([1, 7])],
      attributes: { transB: { int: 1 } },
      shape: [1, 7],
    }),
    'a product of 70 columns': oneNode('MatMul', { constants: [floats([6, 70])], shape: [1, 70] }),
    Div: oneNode('Div', { constants: [floats([6])] }),
    Relu: oneNode('Relu'),
    Identity: oneNode('Identity'),
    'Split, its last part': oneNode('Split', {
      constants: [int64(2, 4)],
      attributes: { axis: { int: 1 } },
      outputs: ['rest', 'y'],
      shape: [1, 4],
    }),
    'Slice from behind': oneNode('Slice', { constants: [int64(-4), int64(9999), int64(-1)], shape: [1, 4] }),
    Reshape: oneNode('Reshape', { constants: [int64(0, 3, 2)], shape: [1, 3, 2] }),
  };
  it.each(Object.entries(MORE))('for %s', async (_, graph) => {
    const { got, expected } = await both(graph, wave(6, 0.9));
    expect(got).toHaveLength(expected.length);
    expect(largestDifference(got, expected)).toBeLessThan(1e-6);
  });

  it('for an LSTM from no state', async () => {
    const { channels, hidden } = SIZE;
    const [w, r, b] = [floats([4 * hidden * channels]), floats([4 * hidden * hidden], 1), floats([8 * hidden], 2)];
    const graph = lstmGraph({ w: w.values, r: r.values, b: b.values }); // as: floats
    const { got, expected } = await both(graph, wave(6, 0.2));
    expect(largestDifference(got, expected)).toBeLessThan(1e-6);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.05);
  });

  it.each(['Sigmoid', 'Tanh'])('for %s from −100 to 100, and knows what is no number', async (op) => {
    const executor = GraphExecutor.compile(encodeOnnxModel(oneNode(op)));
    const exact = op === 'Tanh' ? Math.tanh : (v: number) => 1 / (1 + Math.exp(-v));
    let worst = 0;
    for (let k = -20_000; k <= 20_000; k += 6) {
      executor.input.forEach((_, i) => (executor.input[i] = (k + i) / 200));
      executor.run();
      executor.output('y').forEach((got, i) => {
        worst = Math.max(worst, Math.abs(got - exact(Math.fround((k + i) / 200))));
      });
    }
    expect(worst).toBeLessThan(2.5e-7);
    expect(worst).toBeGreaterThan(0);
    const row = [NaN, Infinity, -Infinity, 0, -0, 1e-30];
    const { got, expected } = await both(oneNode(op), row);
    expect(Number.isNaN(got[0])).toBe(true);
    expect(largestDifference(got.subarray(1), expected.subarray(1))).toBeLessThan(2.5e-7);
  });
});

describe('a compiled graph', () => {
  it('gives the same bits on every machine', () => {
    const executor = GraphExecutor.compile(encodeOnnxModel(steadyGraph()));
    const hash = createHash('sha256');
    for (let row = 0; row < 100; row++) {
      executor.input.set(exactly(executor.input.length, row));
      executor.run();
      hash.update(Buffer.from(executor.output('y').slice().buffer));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('2d53ed1fdbdae1d8');
  });

  it('gives the same again, whatever was asked between', () => {
    const executor = GraphExecutor.compile(readFileSync(join(DEFAULT, 'model.onnx')));
    const ask = (phase: number) => {
      executor.input.set(wave(executor.input.length, phase));
      executor.run();
      return executor.output('steeringAngleDeg').slice();
    };
    const first = ask(0.1);
    expect(ask(0.7)).not.toEqual(first);
    expect(ask(0.1)).toEqual(first);
  });

  it.each<[string, OnnxGraph, RegExp]>([
    ['an operation that it does not know', oneNode('Erf'), /^Erf \(y\): this operation is not known$/],
    [
      'a matrix that is no constant',
      { ...oneNode('MatMul'), nodes: [{ op: 'MatMul', inputs: ['x', 'x'], outputs: ['y'] }] },
      /^MatMul \(y\): input 1 is no constant$/,
    ],
    [
      'an attribute of Gemm',
      oneNode('Gemm', { constants: [floats([6, 3])], attributes: { alpha: { float: 2 } } }),
      /alpha is not 1/,
    ],
    ['two inputs', { ...oneNode('Relu'), inputs: [x, { ...x, name: 'z' }] }, /^expected one input, got 2$/],
    ['an output that nothing gives', { ...oneNode('Relu'), outputs: [{ ...y(1, 6), name: 'z' }] }, /output z/],
  ])('refuses %s', (_, graph, message) => {
    const compile = () => GraphExecutor.compile(encodeOnnxModel(graph));
    expect(compile).toThrow(Uncompilable);
    expect(compile).toThrow(message);
  });

  it('refuses bytes that are no model', () => {
    expect(() => GraphExecutor.compile(Uint8Array.of(7, 7, 7))).toThrow(Uncompilable);
  });
});

/** Products, an LSTM's gates and both functions, of weights that no training changes. */
function steadyGraph(): OnnxGraph {
  return graphOf(6, ['N', 4], (ops, input) => {
    const wide = ops.matmul(input, ops.constant([...exactly(48, 2)], [6, 8]));
    const layer = {
      inputSize: 4,
      hiddenSize: 4,
      length: 2,
      weightIh: ops.parameter('ih', { shape: [4, 16], values: Float32Array.from(exactly(64, 3)) }),
      weightHh: ops.parameter('hh', { shape: [4, 16], values: Float32Array.from(exactly(64, 4)) }),
      biasIh: ops.parameter('bi', { shape: [16], values: Float32Array.from(exactly(16, 5)) }),
      biasHh: ops.parameter('bh', { shape: [16], values: Float32Array.from(exactly(16, 6)) }),
    };
    const { state } = ops.lstm(ops.transpose(ops.reshape(wide, [-1, 2, 4]), [1, 0, 2]), layer);
    return ops.sigmoid(ops.tanh(ops.reshape(state.cell, [-1, 4])));
  });
}

/** Numbers between −1 and 1 that have no rounding in them, whatever machine makes them. */
const exactly = (count: number, phase: number) =>
  Array.from({ length: count }, (_, k) => (((k * 37 + phase * 11) % 101) - 50) / 64);
