import type { Ops } from '../../training/ops.js';
import { wave } from './graph/run-graph.js';

export type Case = <T>(ops: Ops<T>, x: T) => T;

/** Functions of x [N, 6], each with the shape of its result. */
export const CASES: Record<string, { f: Case; shape: (number | string)[] }> = {
  'matmul of a matrix': { f: (o, x) => o.matmul(x, o.constant([...wave(12, 1)], [6, 2])), shape: ['N', 2] },
  'matmul of a batch': {
    f: (o, x) => o.matmul(o.reshape(x, [2, -1, 3]), o.constant([...wave(12, 1)], [3, 4])),
    shape: [2, 'M', 4],
  },
  'add, broadcast over rows': { f: (o, x) => o.add(x, o.constant([...wave(6, 2)], [6])), shape: ['N', 6] },
  'sub, broadcast from one number': { f: (o, x) => o.sub(o.constant([0.5], [1]), x), shape: ['N', 6] },
  'sub, in its order': { f: (o, x) => o.sub(x, o.constant([...wave(6, 2)], [6])), shape: ['N', 6] },
  'mul of a column by a row': { f: (o, x) => o.mul(o.slice(x, 1, 2, 3), o.constant([1, 2, 3], [3])), shape: ['N', 3] },
  sigmoid: { f: (o, x) => o.sigmoid(o.mul(x, o.constant([20], [1]))), shape: ['N', 6] },
  tanh: { f: (o, x) => o.tanh(x), shape: ['N', 6] },
  'concat, of columns': { f: (o, x) => o.concat([o.slice(x, 1, 4, 6), x, o.tanh(x)], 1), shape: ['N', 14] },
  'concat, of rows': { f: (o, x) => o.concat([o.tanh(x), x], 0), shape: ['M', 6] },
  'slice, of columns': { f: (o, x) => o.slice(x, 1, 1, 5), shape: ['N', 4] },
  'slice, of a middle axis': { f: (o, x) => o.slice(o.reshape(x, [-1, 3, 2]), 1, 1, 2), shape: ['N', 1, 2] },
  'reshape, twice': { f: (o, x) => o.reshape(o.reshape(x, [-1, 3, 2]), [2, -1]), shape: [2, 'M'] },
  'reshape behind another use of the first': {
    f: (o, x) => {
      const rows = o.reshape(x, [-1, 3]);
      return o.add(o.reshape(rows, [-1, 6]), o.reshape(o.tanh(rows), [-1, 6]));
    },
    shape: ['N', 6],
  },
  'transpose, of a matrix': { f: (o, x) => o.transpose(x, [1, 0]), shape: [6, 'N'] },
  'transpose, of three axes': { f: (o, x) => o.transpose(o.reshape(x, [-1, 3, 2]), [2, 0, 1]), shape: [2, 'N', 3] },
};
