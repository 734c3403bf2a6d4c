import { describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { lstm } from '../../training/lstm.js';
import type { OnnxOps } from '../../training/onnx-ops.js';
import type { LstmLayer, LstmState } from '../../training/ops.js';
import { checkOnnx, hasPythonOnnx } from '../onnx/python-onnx.js';
import { float64Ops, tensor64, type Tensor64 } from './graph/float64-ops.js';
import { largestDifference, wave } from './graph/run-graph.js';
import { CASES, type Case } from './op-cases.js';
import { composite, graphOf, runOnnx } from './run-onnx.js';

describe('OnnxOps', () => {
  it.each(Object.entries(CASES))('%s: as in float64', async (_, { f, shape }) => {
    const x = wave(24, 0.3);
    const expected = f(float64Ops, tensor64(x, [4, 6]));
    const got = await runOnnx(graphOf(6, shape, f), x, 4);
    expect(largestDifference(got, expected.data)).toBeLessThan(1e-6);
  });

  it('takes nothing into the graph that its result does not need', () => {
    const { nodes, initializers } = graphOf(6, ['N', 6], (ops, x) => {
      ops.parameter('unused', { shape: [1], values: Float32Array.of(1) });
      ops.sigmoid(x);
      return ops.tanh(ops.add(x, ops.parameter('used', { shape: [1], values: Float32Array.of(1) })));
    });
    expect(nodes.map(({ op }) => op).filter((op) => op !== 'Identity')).toEqual(['Add', 'Tanh']);
    expect(initializers.map(({ name }) => name)).toEqual(['used']);
  });
});

const SIZE = { steps: 3, inputSize: 2, hiddenSize: 4 };

/** Two layers over x [N, 6] as three steps of two channels, the second from the state of the first: [steps, N, H]. */
const twoLayers =
  (bias: number): Case =>
  (ops, x) => {
    const { steps: length, inputSize, hiddenSize } = SIZE;
    const layer = (channels: number, phase: number): LstmLayer<typeof x> => ({
      inputSize: channels,
      hiddenSize,
      length,
      weightIh: ops.constant([...wave(channels * 4 * hiddenSize, phase)], [channels, 4 * hiddenSize]),
      weightHh: ops.constant([...wave(hiddenSize * 4 * hiddenSize, phase + 1)], [hiddenSize, 4 * hiddenSize]),
      biasIh: ops.constant([...wave(4 * hiddenSize, phase + 2).map((one) => bias * one)], [4 * hiddenSize]),
      biasHh: ops.constant([...wave(4 * hiddenSize, phase + 3).map((one) => bias * one)], [4 * hiddenSize]),
    });
    const sequence = ops.transpose(ops.reshape(x, [-1, length, inputSize]), [1, 0, 2]);
    const first = lstm(ops, sequence, layer(inputSize, 0.1));
    const initial: LstmState<typeof x> = first.state;
    return lstm(ops, first.outputs, layer(hiddenSize, 0.7), initial).outputs;
  };

describe('the LSTM node', () => {
  const shape = [SIZE.steps, 'N', SIZE.hiddenSize];
  const native = (bias: number) => graphOf(6, shape, twoLayers(bias));
  const composed = (bias: number) => graphOf(6, shape, (ops: OnnxOps, x) => twoLayers(bias)(composite(ops), x));
  const ops = (graph: ReturnType<typeof native>) => graph.nodes.map(({ op }) => op);

  it('stands for the whole layer', () => {
    expect(ops(native(1)).filter((op) => op === 'LSTM')).toHaveLength(2);
    expect(ops(native(1))).not.toContain('Sigmoid');
    expect(ops(composed(1))).not.toContain('LSTM');
  });

  it.each([1, 7])('gives, for %i windows, what its single operations give and what float64 gives', async (rows) => {
    for (const bias of [0, 1, 3]) {
      const x = wave(6 * rows, 0.4).map((one) => 3 * one);
      const exact: Tensor64 = twoLayers(bias)(float64Ops, tensor64(x, [rows, 6]));
      const [node, single] = [await runOnnx(native(bias), x, rows), await runOnnx(composed(bias), x, rows)];
      expect(largestDifference(node, single)).toBeLessThan(1e-6);
      expect(largestDifference(node, exact.data)).toBeLessThan(1e-6);
      expect(Math.max(...exact.data.map(Math.abs))).toBeGreaterThan(0.1);
    }
  });

  it.skipIf(!hasPythonOnnx())("is a node that Debian's checker accepts, and so are its operations", () => {
    for (const graph of [native(1), composed(1)]) expect(checkOnnx(encodeOnnxModel(graph)).producer).toBe('steercast');
  });
});
