import { describe, expect, it } from 'vitest';
import * as build from '../../../training/graph/build.js';
import { gradient } from '../../../training/graph/gradient.js';
import { size, topological, type Kind, type Node } from '../../../training/graph/node.js';
import { graphOps } from '../../../training/graph/ops.js';
import { simplify } from '../../../training/graph/simplify.js';
import { lstm } from '../../../training/lstm.js';
import { evaluateGraph, largestDifference, runGraph, wave } from './run-graph.js';

const [x, y, row, other] = [
  build.input('x', [4, 6]),
  build.input('y', [4, 6]),
  build.input('row', [6]),
  build.input('other', [6]),
];
const VARIABLES = [x, y, row, other];
const matrix = build.input('matrix', [6, 8]);

/** A layer of 2 units that reads x in one step. */
const layer = {
  inputSize: 6,
  hiddenSize: 2,
  length: 1,
  weightIh: build.input('weightIh', [6, 8]),
  weightHh: build.input('weightHh', [2, 8]),
  biasIh: build.input('biasIh', [8]),
  biasHh: build.input('biasHh', [8]),
};

/** Graphs that a rule makes smaller, and how many of which operation it leaves. */
const CASES: Record<string, { graph: Node; left: Partial<Record<Kind, number>> }> = {
  'constants are folded': {
    graph: build.mul(x, build.add(build.tanh(build.scalar(0.5)), build.constant([1, 2, 3, 4, 5, 6], [6]))),
    left: { tanh: 0, add: 0, constant: 1 },
  },
  'equal expressions are computed once': {
    graph: build.mul(build.tanh(build.add(x, y)), build.add(build.tanh(build.add(x, y)), y)),
    left: { tanh: 1, add: 2 },
  },
  'products with zero are dropped': {
    graph: build.add(
      x,
      build.add(build.mul(y, build.filled(0, [4, 6])), build.matmul(build.filled(0, [4, 3]), build.filled(1, [3, 6]))),
    ),
    left: { mul: 0, matmul: 0, add: 0 },
  },
  'neutral numbers are dropped': {
    graph: build.sub(
      build.div(build.mul(build.scalar(1), build.add(x, build.scalar(0))), build.scalar(1)),
      build.scalar(0),
    ),
    left: { sub: 0, div: 0, mul: 0, add: 0 },
  },
  'a zero that repeats its partner stays': { graph: build.add(row, build.filled(0, [4, 6])), left: { add: 1 } },
  'operations that move nothing are dropped': {
    graph: build.concat([build.slice(build.reshape(build.transpose(x, [0, 1]), [4, 6]), 0, 0, 4)], 1),
    left: { concat: 0, slice: 0, reshape: 0, transpose: 0 },
  },
  'two changes of shape become one': {
    graph: build.reshape(build.reshape(build.tanh(x), [2, 12]), [8, 3]),
    left: { reshape: 1 },
  },
  'a repeated partner is not written out': {
    graph: build.mul(build.expand(build.slice(x, 0, 1, 2), [4, 6]), y),
    left: { expand: 0 },
  },
  'two rows are added before the matrix': {
    graph: build.tanh(build.add(build.add(x, row), other)),
    left: { add: 2 },
  },
  'a row is added before the change of shape': {
    graph: build.tanh(build.reshape(build.add(build.reshape(x, [2, 2, 6]), row), [4, 6])),
    left: { reshape: 0, add: 1 },
  },
  'columns of a product are the product of columns': {
    graph: build.mul(
      ...columnsOf(build.add(build.matmul(x, matrix), build.concat([row, build.slice(row, 0, 0, 2)], 0))),
    ),
    left: { matmul: 2, slice: 5 },
  },
  'the slope of tanh behind a product is made of the product': {
    graph: slopeOf(build.tanh, build.scalar(1)),
    left: { mul: 3, sub: 1 },
  },
  'the slope of sigmoid behind a product is made of the product': {
    graph: slopeOf(build.sigmoid),
    left: { mul: 3, sub: 1 },
  },
  'rows are summed as a product with ones': {
    graph: build.sum(build.tanh(x), [0]),
    left: { sum: 0, matmul: 1 },
  },
  'parts at places of their own are put together': {
    graph: build.add(build.add(build.pad(x, 0, 4, 12), build.pad(y, 0, 0, 12)), build.filled(0, [12, 6])),
    left: { pad: 0, add: 0, concat: 1 },
  },
};

/** value · x + (d · x) · (whole − value²), as in a gradient, where `value` is that of f at d. */
function slopeOf(f: (x: Node) => Node, whole?: Node): Node {
  const value = f(y);
  return build.add(build.mul(value, x), build.mul(build.mul(y, x), build.sub(whole ?? value, build.mul(value, value))));
}

function columnsOf(product: Node): [Node, Node] {
  return [build.slice(product, 1, 0, 2), build.slice(product, 1, 5, 7)];
}

const count = (roots: Node[], kind: Kind) => topological(roots).filter((node) => node.operation.kind === kind).length;

describe('simplify', () => {
  it.each(Object.entries(CASES))('%s, and result and gradient stay', async (_, { graph, left }) => {
    const inputs = Object.fromEntries(
      [...VARIABLES, matrix].map(({ name, shape }, k) => [name!, wave(size(shape), k)]),
    );
    const [simple] = simplify([graph]);
    for (const [kind, number] of Object.entries(left))
      expect([kind, count([simple!], kind as Kind)]).toEqual([kind, number]);

    const results = (root: Node) => {
      const weighed = build.mul(root, build.constant(wave(size(root.shape), 5), root.shape));
      return [root, ...gradient(build.sum(weighed), [...VARIABLES, matrix])];
    };
    const expected = evaluateGraph(results(graph), inputs);
    const simplified = simplify(results(simple!));
    const inFloat64 = evaluateGraph(simplified, inputs);
    // An input that a graph doesn't read is no input of its model.
    const read = topological(simplified).map(({ name }) => name ?? '');
    const fed = Object.fromEntries(Object.entries(inputs).filter(([name]) => read.includes(name)));
    const inFloat32 = await runGraph(simplified, fed);
    for (const [k, want] of expected.entries()) {
      expect(largestDifference(inFloat64[k]!, want)).toBeLessThan(1e-14 * size([want.length]));
      expect(largestDifference(inFloat32[k]!, want)).toBeLessThan(1e-5);
    }
  });

  it('drops the recurrent products of a given zero state', () => {
    const sequence = build.reshape(x, [1, 4, 6]);
    const zero = build.filled(0, [1, 4, 2]);
    const fromZero = simplify([lstm(graphOps, sequence, layer, { hidden: zero, cell: zero }).outputs]);
    const fromNothing = simplify([lstm(graphOps, sequence, layer).outputs]);
    expect(topological(fromZero).length).toBe(topological(fromNothing).length);
    expect(topological(fromZero)).not.toContain(layer.weightHh);
  });

  it('never computes a gate that the state does not let through', () => {
    const simple = simplify([lstm(graphOps, build.reshape(x, [1, 4, 6]), layer).outputs]);
    const products = topological(simple).filter(({ operation }) => operation.kind === 'matmul');
    expect(products.map(({ shape }) => shape)).toEqual([
      [4, 2],
      [4, 2],
      [4, 2],
    ]);
    expect(count(simple, 'sigmoid')).toBe(2);
  });

  it('reaches nothing that its results do not need', () => {
    const dead = build.tanh(build.input('dead', [4, 6]));
    const whole = build.concat([x, dead], 0);
    expect(topological(simplify([build.sub(build.add(x, y), build.mul(x, y))]))).not.toContain(dead);
    expect(topological(simplify([build.mul(build.sum(whole), build.scalar(0))]))).toHaveLength(1);
  });
});
