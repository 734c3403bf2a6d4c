import * as build from './build.js';
import type { Node } from './node.js';
import type { LossOps } from '../engines/losses.js';

/** Interprets the operations by writing them down as a graph that can be differentiated, simplified and run later. */
export const graphOps: LossOps<Node> = {
  ...build,
  matmul(a, b) {
    if (a.shape.length === 2) return build.matmul(a, b);
    // All axes but the last are rows of one product.
    const rows = build.matmul(build.reshape(a, [-1, a.shape.at(-1) ?? 1]), b);
    return build.reshape(rows, [...a.shape.slice(0, -1), b.shape[1]!]);
  },
};
