import { encodeOnnxModel, type OnnxGraph } from '../../onnx/onnx-model.js';
import { OnnxSession } from '../../onnx/session.js';
import { OnnxOps } from '../../training/onnx-ops.js';
import type { Ops } from '../../training/ops.js';

/** The graph of a function of one matrix [N, columns], as `OnnxOps` writes it. */
export function graphOf(
  columns: number,
  output: readonly (number | string)[],
  f: (ops: OnnxOps, x: string) => string,
): OnnxGraph {
  const ops = new OnnxOps();
  const result = f(ops, 'x');
  return ops.graph('test', { name: 'x', shape: ['N', columns] }, [
    { output: { name: 'y', shape: output }, value: result },
  ]);
}

/** Values of the graph's output in ONNX Runtime, for rows of x. */
export async function runOnnx(graph: OnnxGraph, x: ArrayLike<number>, rows: number): Promise<Float32Array> {
  const session = await OnnxSession.load(encodeOnnxModel(graph));
  const { y } = await session.run(Float32Array.from(x), rows);
  await session.release();
  return y!;
}

/** The same operations without an LSTM of their own, so that it is composed of the others. */
export function composite(ops: OnnxOps): Ops<string> {
  return {
    constant: (values, shape) => ops.constant(values, shape),
    matmul: (a, b) => ops.matmul(a, b),
    add: (a, b) => ops.add(a, b),
    sub: (a, b) => ops.sub(a, b),
    mul: (a, b) => ops.mul(a, b),
    sigmoid: (x) => ops.sigmoid(x),
    tanh: (x) => ops.tanh(x),
    concat: (parts, axis) => ops.concat(parts, axis),
    slice: (x, axis, begin, end) => ops.slice(x, axis, begin, end),
    reshape: (x, shape) => ops.reshape(x, shape),
    transpose: (x, permutation) => ops.transpose(x, permutation),
  };
}
