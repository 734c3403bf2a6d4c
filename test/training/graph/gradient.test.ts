import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import * as build from '../../../training/graph/build.js';
import { gradient } from '../../../training/graph/gradient.js';
import type { Node } from '../../../training/graph/node.js';
import { graphOps } from '../../../training/graph/ops.js';
import { simplify } from '../../../training/graph/simplify.js';
import { elementLoss, type LossOps } from '../../../training/engines/losses.js';
import { lstm } from '../../../training/lstm.js';
import { loadTfBackend } from '../../../training/engines/tfjs-backend.js';
import { tfjsOps } from '../../../training/engines/tfjs-ops.js';
import { centralDifferences, float64Ops, tensor64 } from './float64-ops.js';
import { evaluateGraph, largestDifference, runGraph, wave } from './run-graph.js';

type Case = { shapes: number[][]; f: <T>(ops: LossOps<T>, ...inputs: T[]) => T };

/** A layer of 2 units over 3 steps, from a state that is given or from zero. */
const lstmOf = <T>(ops: LossOps<T>, [x, weightIh, weightHh, biasIh, biasHh, hidden, cell]: T[]): T => {
  const layer = {
    inputSize: 2,
    hiddenSize: 2,
    length: 3,
    weightIh: weightIh!,
    weightHh: weightHh!,
    biasIh: biasIh!,
    biasHh: biasHh!,
  };
  const { outputs, state } = lstm(ops, x!, layer, hidden && cell && { hidden, cell });
  return ops.concat([outputs, state.cell], 0);
};
const layerShapes = [[3, 4, 2], [2, 8], [2, 8], [8], [8]]; // prettier-ignore

/** Every operation of the set, alone and where its gradient has a corner. */
const CASES: Record<string, Case> = {
  'matmul of rank 2': { shapes: [[4, 3], [3, 2]], f: (ops, a, b) => ops.matmul(a, b) },
  'matmul of rank 3 × 2': { shapes: [[2, 4, 3], [3, 2]], f: (ops, a, b) => ops.matmul(a, b) },
  'matmul with itself': { shapes: [[3, 3]], f: (ops, a) => ops.matmul(a, a) },
  add: { shapes: [[4, 3], [4, 3]], f: (ops, a, b) => ops.add(a, b) },
  'add of a row': { shapes: [[2, 4, 3], [3]], f: (ops, a, b) => ops.add(a, b) },
  'add of a column to a row': { shapes: [[4, 1], [3]], f: (ops, a, b) => ops.add(a, b) },
  sub: { shapes: [[4, 3], [4, 3]], f: (ops, a, b) => ops.sub(a, b) },
  'sub from a number': { shapes: [[], [2, 4, 3]], f: (ops, a, b) => ops.sub(a, b) },
  mul: { shapes: [[4, 3], [4, 3]], f: (ops, a, b) => ops.mul(a, b) },
  'mul by a column': { shapes: [[4, 3], [4, 1]], f: (ops, a, b) => ops.mul(a, b) },
  'mul with itself': { shapes: [[4, 3]], f: (ops, a) => ops.mul(a, a) },
  sigmoid: { shapes: [[4, 3]], f: (ops, a) => ops.sigmoid(a) },
  tanh: { shapes: [[4, 3]], f: (ops, a) => ops.tanh(a) },
  relu: { shapes: [[4, 3]], f: (ops, a) => ops.relu(a) },
  concat: { shapes: [[4, 3], [4, 2], [4, 1]], f: (ops, ...parts) => ops.concat(parts, 1) },
  'concat with itself': { shapes: [[2, 3]], f: (ops, a) => ops.concat([a, a], 0) },
  slice: { shapes: [[4, 3, 5]], f: (ops, a) => ops.slice(a, 2, 1, 4) },
  'slices that overlap': {
    shapes: [[6, 2]],
    f: (ops, a) => ops.mul(ops.slice(a, 0, 0, 4), ops.slice(a, 0, 2, 6)),
  },
  'slices that leave a gap': {
    shapes: [[6, 2]],
    f: (ops, a) => ops.mul(ops.slice(a, 0, 0, 2), ops.slice(a, 0, 3, 5)),
  },
  reshape: { shapes: [[4, 3]], f: (ops, a) => ops.reshape(a, [2, -1, 3]) },
  transpose: { shapes: [[4, 3, 2]], f: (ops, a) => ops.transpose(a, [2, 0, 1]) },
  constant: { shapes: [[4, 3]], f: (ops, a) => ops.mul(a, ops.constant([1, -2, 3], [3])) },
  'lstm from zero state': { shapes: layerShapes, f: (ops, ...inputs) => lstmOf(ops, inputs) },
  'lstm from a state': { shapes: [...layerShapes, [1, 4, 2], [1, 4, 2]], f: (ops, ...inputs) => lstmOf(ops, inputs) },
  mse: { shapes: [[4, 3], [4, 3]], f: (ops, a, b) => elementLoss(ops, { kind: 'mse' }, a, b) },
  huber: { shapes: [[4, 3], [4, 3]], f: (ops, a, b) => elementLoss(ops, { kind: 'huber', delta: 0.5 }, a, b) },
  pinball: {
    shapes: [[4, 3], [4, 3]],
    f: (ops, a, b) => elementLoss(ops, { kind: 'pinball', quantiles: [0.1, 0.5, 0.9] }, a, b),
  },
}; // prettier-ignore

/** Sums with weights that differ from place to place, so that no gradient cancels. */
function weighed<T>(ops: LossOps<T>, result: T, shape: readonly number[]): T {
  const length = shape.reduce((product, n) => product * n, 1);
  return ops.mul(result, ops.constant([...wave(length, 3)], shape));
}

describe('gradient', async () => {
  const { tf } = await loadTfBackend();
  const tfOps: LossOps<Tensor> = { ...tfjsOps(tf), relu: (x) => tf.relu(x) };

  it.each(Object.entries(CASES))('agrees with central differences and with tfjs: %s', async (_, { shapes, f }) => {
    const values = shapes.map((shape, k) =>
      wave(
        shape.reduce((product, n) => product * n, 1),
        k,
      ),
    );
    const inputs = Object.fromEntries(values.map((one, k) => [`x${k}`, one]));
    const tensors = values.map((one, k) => tensor64(one, shapes[k]!));
    const { shape } = f(float64Ops, ...tensors);
    const expected = centralDifferences((some) => weighed(float64Ops, f(float64Ops, ...some), shape), tensors);

    const nodes = shapes.map((one, k) => build.input(`x${k}`, one));
    const loss = build.sum(weighed(graphOps, f(graphOps, ...nodes), shape));
    const plain = gradient(loss, nodes);
    const simple = simplify(gradient(simplify([loss])[0]!, nodes));
    const onTape = tf.grads((...some: Tensor[]) => weighed(tfOps, f(tfOps, ...some), shape).sum());
    const fromTfjs = onTape(values.map((one, k) => tf.tensor(Float32Array.from(one), shapes[k])));

    const inFloat64 = evaluateGraph([...plain, ...simple], inputs);
    const inFloat32 = await runGraph(simple, inputs);
    for (const [k, want] of expected.entries()) {
      expect(plain[k]!.shape).toEqual(shapes[k]);
      expect(simple[k]!.shape).toEqual(shapes[k]);
      expect(largestDifference(inFloat64[k]!, want)).toBeLessThan(1e-8);
      expect(largestDifference(inFloat64[k + shapes.length]!, want)).toBeLessThan(1e-8);
      expect(largestDifference(inFloat32[k]!, want)).toBeLessThan(1e-5);
      expect(largestDifference(fromTfjs[k]!.dataSync(), want)).toBeLessThan(1e-5);
    }
  });

  const inner: [string, (x: Node) => Node][] = [
    ['div', (x) => build.div(x, build.slice(x, 0, 0, 1))],
    ['sqrt', (x) => build.sqrt(x)],
    ['sum', (x) => build.mul(build.sum(x, [0]), x)],
    ['expand', (x) => build.mul(build.expand(build.slice(x, 1, 0, 1), [3, 2]), x)],
    ['pad', (x) => build.mul(build.pad(x, 0, 1, 5), build.pad(x, 0, 2, 5))],
    ['matmul of a turned first factor', (x) => build.matmul(x, build.mul(x, x), { turnA: true })],
    ['matmul of a turned second factor', (x) => build.matmul(x, build.mul(x, x), { turnB: true })],
    ['matmul of two turned factors', (x) => build.matmul(x, build.transpose(x, [1, 0]), { turnA: true, turnB: true })],
  ];
  it.each(inner)("is right for the engine's own operation: %s", async (_, f) => {
    const x = build.input('x', [3, 2]);
    const values = wave(6, 0).map((one) => 1.5 + one);
    const loss = build.sum(build.mul(f(x), f(x)));
    const expected = centralDifferences(
      ([one]) => ({ shape: [], data: evaluateGraph([loss], { x: one!.data })[0]! }),
      [tensor64(values, [3, 2])],
    );
    const [dx] = gradient(loss, [x]);
    const scale = Math.max(...expected[0]!.map(Math.abs));
    expect(largestDifference(evaluateGraph([dx!], { x: values })[0]!, expected[0]!)).toBeLessThan(1e-8 * scale);
    expect(largestDifference((await runGraph([dx!], { x: values }))[0]!, expected[0]!)).toBeLessThan(1e-6 * scale);
  });

  it('is zero for a variable that the loss does not depend on', () => {
    const [x, y] = [build.input('x', [2]), build.input('y', [3])];
    expect(evaluateGraph(gradient(build.sum(x), [y]), {})).toEqual([new Float64Array(3)]);
  });

  it('names an operation that has none, and where it stands', () => {
    const weight = build.input('output.weight', [3, 2]);
    expect(() => gradient(build.sum(build.step(weight)), [weight])).toThrow(
      'gradient: step has none, of [3, 2] (step of output.weight)',
    );
    expect(() => gradient(build.sum(build.step(weight)), [build.input('x', [1])])).not.toThrow();
  });

  it('refuses a loss that is not one number', () => {
    const x = build.input('x', [2, 3]);
    expect(() => gradient(x, [x])).toThrow('expected a loss of one number, got [2, 3] (x)');
  });
});
