import { describe, expect, it } from 'vitest';
import * as build from '../../../training/graph/build.js';
import { size, type Node } from '../../../training/graph/node.js';
import { graphToOnnx } from '../../../training/graph/onnx.js';
import { evaluateGraph, largestDifference, runGraph, wave } from './run-graph.js';

const x = build.input('x', [4, 6]);
const weight = build.input('weight', [6, 4]);
const other = build.input('other', [6, 4]);
const row = build.input('row', [4]);
const product = build.matmul(x, weight);

/** Results of a graph and the ONNX operations that they are written as. */
const CASES: Record<string, { results: Node[]; ops: string[] }> = {
  'a product and what is added to it are one operation': {
    results: [build.add(product, row)],
    ops: ['Gemm'],
  },
  'of two products that are added, the second takes the first as its addend': {
    results: [build.add(product, build.matmul(x, other))],
    ops: ['Gemm', 'Gemm'],
  },
  'a product that is needed twice stays by itself': {
    results: [build.add(product, row), build.tanh(product)],
    ops: ['Gemm', 'Add', 'Tanh'],
  },
  'a product that is a result stays by itself': {
    results: [product, build.add(product, row)],
    ops: ['Gemm', 'Add'],
  },
  'a product that is repeated by the addition stays by itself': {
    results: [build.add(build.matmul(build.slice(x, 0, 0, 1), weight), build.tanh(product))],
    ops: ['Slice', 'Gemm', 'Gemm', 'Tanh', 'Add'],
  },
  'slices that make up the whole are one split': {
    results: [build.slice(x, 1, 4, 6), build.mul(build.slice(x, 1, 0, 2), build.slice(x, 1, 2, 4))],
    ops: ['Split', 'Mul'],
  },
  'slices with a gap, or that overlap, are by themselves': {
    results: [build.slice(x, 1, 0, 2), build.slice(x, 1, 4, 6), build.slice(x, 0, 0, 3), build.slice(x, 0, 2, 4)],
    ops: ['Slice', 'Slice', 'Slice', 'Slice'],
  },
  'an input, a constant and one value under two names can be results': {
    results: [x, build.constant([1, 2], [2]), build.filled(3, [2, 2]), product, product],
    ops: ['Gemm'],
  },
};

describe('graphToOnnx', () => {
  it.each(Object.entries(CASES))('%s', async (_, { results, ops }) => {
    const named = Object.fromEntries(results.map((root, k) => [`result_${k}`, root]));
    const graph = graphToOnnx('test', named);
    expect(graph.nodes.map(({ op }) => op).filter((op) => op !== 'Identity')).toEqual(ops);

    const values = Object.fromEntries(
      [x, weight, other, row].map(({ name, shape }, k) => [name!, wave(size(shape), k)]),
    );
    const fed = graph.inputs.map(({ name }) => [name, values[name]!] as const);
    const answers = await runGraph(results, Object.fromEntries(fed));
    for (const [k, want] of evaluateGraph(results, values).entries()) {
      expect(largestDifference(answers[k]!, want)).toBeLessThan(1e-6);
    }
  });

  it('takes only the inputs that its results need', () => {
    expect(graphToOnnx('test', { loss: build.sum(product) }).inputs.map(({ name }) => name)).toEqual(['x', 'weight']);
  });
});
