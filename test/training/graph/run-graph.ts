import { encodeOnnxModel } from '../../../onnx/onnx-model.js';
import { BufferSession, type Buffers } from '../../../onnx/session.js';
import { evaluateNode } from '../../../training/graph/evaluate.js';
import { size, topological, type Node } from '../../../training/graph/node.js';
import { graphToOnnx } from '../../../training/graph/onnx.js';

/** Values of the roots, computed by ONNX Runtime from the inputs' values. */
export async function runGraph(roots: readonly Node[], inputs: Readonly<Record<string, ArrayLike<number>>>) {
  const results = Object.fromEntries(roots.map((root, k) => [`result_${k}`, root]));
  const session = await BufferSession.load(encodeOnnxModel(graphToOnnx('test', results)), { threads: 1 });
  const feeds = Object.entries(inputs).map(([name, values]) => [name, Float32Array.from(values)] as const);
  const fetches: Buffers = {};
  for (const [name, { shape }] of Object.entries(results)) fetches[name] = new Float32Array(size(shape));
  await session.run(Object.fromEntries(feeds), fetches);
  await session.release();
  return roots.map((_, k) => fetches[`result_${k}`]!);
}

/** Values of the roots in float64. */
export function evaluateGraph(roots: readonly Node[], inputs: Readonly<Record<string, ArrayLike<number>>>) {
  const values = new Map<Node, Float64Array>();
  for (const node of topological(roots)) {
    const own = node.operation.kind === 'input' ? Float64Array.from(inputs[node.name!]!) : undefined;
    values.set(
      node,
      own ??
        evaluateNode(
          node,
          node.inputs.map((x) => values.get(x)!),
        ),
    );
  }
  return roots.map((root) => values.get(root)!);
}

/** Largest |x − y|. */
export function largestDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) return Infinity;
  let largest = 0;
  for (let k = 0; k < x.length; k++) {
    const difference = Math.abs(x[k]! - y[k]!);
    if (!(difference <= largest)) largest = difference; // NaN is the largest
  }
  return largest;
}

/** Numbers in −1 … 1 that repeat from run to run. */
export function wave(length: number, phase: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => Math.sin(1 + phase + k * (0.7 + 0.1 * phase)));
}
