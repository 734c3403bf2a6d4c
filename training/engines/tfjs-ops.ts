import type { Tensor } from '@tensorflow/tfjs';
import type { Ops } from '../ops.js';
import type { Tf } from './tfjs-backend.js';

/** Interprets the operations at once, on tensors, recorded on tfjs's tape where a gradient is asked for. */
export function tfjsOps(tf: Tf): Ops<Tensor> {
  return {
    constant: (values, shape) => tf.tensor(Float32Array.from(values), [...shape]),
    matmul(a, b) {
      if (a.rank === 2) return tf.matMul(a, b);
      // The gradient of tfjs's batched product does not sum a broadcast factor, so rows are flattened first.
      const rows = tf.matMul(a.reshape([-1, a.shape.at(-1)!]), b);
      return rows.reshape([...a.shape.slice(0, -1), b.shape[1]!]);
    },
    add: (a, b) => tf.add(a, b),
    sub: (a, b) => tf.sub(a, b),
    mul: (a, b) => tf.mul(a, b),
    sigmoid: (x) => tf.sigmoid(x),
    tanh: (x) => tf.tanh(x),
    concat: (parts, axis) => tf.concat([...parts], axis),
    slice(x, axis, begin, end) {
      const starts = x.shape.map((_, k) => (k === axis ? begin : 0));
      const sizes = x.shape.map((_, k) => (k === axis ? end - begin : -1));
      return tf.slice(x, starts, sizes);
    },
    reshape: (x, shape) => tf.reshape(x, [...shape]),
    transpose: (x, permutation) => tf.transpose(x, [...permutation]),
  };
}
