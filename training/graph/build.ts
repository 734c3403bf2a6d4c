import { describe, sameShape, size, type Node, type Operation, type Shape } from './node.js';

/**
 * Makes nodes: each function checks its inputs' shapes and gives the result's. What doesn't fit throws, with both
 * shapes and the names of the parameters behind them.
 */

export const input = (name: string, shape: Shape): Node => ({
  operation: { kind: 'input' },
  inputs: [],
  shape,
  name,
});

export function constant(values: ArrayLike<number>, shape: Shape): Node {
  if (values.length !== size(shape)) {
    throw new RangeError(`constant: expected ${size(shape)} values for [${shape.join(', ')}], got ${values.length}`);
  }
  return { operation: { kind: 'constant', values: Float64Array.from(values) }, inputs: [], shape };
}

export const scalar = (value: number): Node => constant([value], []);

/** A constant with the same value everywhere. */
export const filled = (value: number, shape: Shape): Node => ({
  operation: { kind: 'constant', values: Float64Array.of(value) },
  inputs: [],
  shape,
});

/** The same value under a name of its own, for messages. */
export const named = (name: string, node: Node): Node => ({ ...node, name });

export const add = (a: Node, b: Node): Node => elementwise('add', a, b);
export const sub = (a: Node, b: Node): Node => elementwise('sub', a, b);
export const mul = (a: Node, b: Node): Node => elementwise('mul', a, b);
export const div = (a: Node, b: Node): Node => elementwise('div', a, b);

export const sigmoid = (x: Node): Node => unary('sigmoid', x);
export const tanh = (x: Node): Node => unary('tanh', x);
export const relu = (x: Node): Node => unary('relu', x);
export const sqrt = (x: Node): Node => unary('sqrt', x);
export const step = (x: Node): Node => unary('step', x);

/** Both of rank 2. */
export function matmul(a: Node, b: Node, { turnA = false, turnB = false } = {}): Node {
  const [rows, inner] = turned(a, turnA);
  const [innerB, columns] = turned(b, turnB);
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
    const product = `${turnA ? '[K, M]' : '[M, K]'} × ${turnB ? '[P, K]' : '[K, P]'}`;
    throw new RangeError(`matmul: expected ${product}, got ${describe(a)} × ${describe(b)}`);
  }
  return { operation: { kind: 'matmul', turnA, turnB }, inputs: [a, b], shape: [rows!, columns!] };
}

export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts;
  const fits = (part: Node) =>
    part.shape.length === first!.shape.length && part.shape.every((n, k) => k === axis || n === first!.shape[k]);
  const misfit = parts.find((part) => !fits(part));
  if (!first || misfit || !(axis in first.shape)) {
    const got = misfit ? `${describe(first!)} and ${describe(misfit)}` : first ? describe(first) : 'no part';
    throw new RangeError(`concat: expected parts of one shape but for axis ${axis}, got ${got}`);
  }
  const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return { operation: { kind: 'concat', axis }, inputs: parts, shape: withAxis(first.shape, axis, length) };
}

export function slice(x: Node, axis: number, begin: number, end: number): Node {
  if (!(0 <= begin && begin < end && end <= (x.shape[axis] ?? -1))) {
    throw new RangeError(`slice: expected positions of axis ${axis}, got ${begin} … ${end - 1} of ${describe(x)}`);
  }
  return { operation: { kind: 'slice', axis, begin, end }, inputs: [x], shape: withAxis(x.shape, axis, end - begin) };
}

export function pad(x: Node, axis: number, begin: number, length: number): Node {
  if (!(begin >= 0 && begin + (x.shape[axis] ?? Infinity) <= length)) {
    throw new RangeError(`pad: expected a part of ${length} on axis ${axis}, got ${describe(x)} at ${begin}`);
  }
  return { operation: { kind: 'pad', axis, begin }, inputs: [x], shape: withAxis(x.shape, axis, length) };
}

/** One dimension may be −1: what is left. */
export function reshape(x: Node, wanted: Shape): Node {
  const known = size(wanted.filter((n) => n !== -1));
  const shape = wanted.map((n) => (n === -1 ? size(x.shape) / known : n));
  if (size(shape) !== size(x.shape) || !shape.every((n) => Number.isInteger(n) && n > 0)) {
    throw new RangeError(`reshape: expected ${size(x.shape)} elements, got [${wanted.join(', ')}] for ${describe(x)}`);
  }
  return { operation: { kind: 'reshape' }, inputs: [x], shape };
}

export function transpose(x: Node, permutation: readonly number[]): Node {
  if (![...permutation].sort((a, b) => a - b).every((axis, k) => axis === k) || permutation.length !== x.shape.length) {
    throw new RangeError(
      `transpose: expected a permutation of the axes, got [${permutation.join(', ')}] of ${describe(x)}`,
    );
  }
  const shape = permutation.map((axis) => x.shape[axis]!);
  return { operation: { kind: 'transpose', permutation }, inputs: [x], shape };
}

export function sum(x: Node, axes: readonly number[] = x.shape.map((_, axis) => axis)): Node {
  return { operation: { kind: 'sum', axes }, inputs: [x], shape: x.shape.map((n, k) => (axes.includes(k) ? 1 : n)) };
}

export function expand(x: Node, shape: Shape): Node {
  if (!sameShape(broadcast('expand', x, { ...x, shape }), shape)) {
    throw new RangeError(`expand: expected a shape that repeats to [${shape.join(', ')}], got ${describe(x)}`);
  }
  return { operation: { kind: 'expand' }, inputs: [x], shape };
}

/** The same operation on other inputs; they have the shapes of the old ones. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  return inputs.every((one, k) => one === node.inputs[k]) ? node : { ...node, inputs };
}

function elementwise(kind: 'add' | 'sub' | 'mul' | 'div', a: Node, b: Node): Node {
  return { operation: { kind }, inputs: [a, b], shape: broadcast(kind, a, b) };
}

function unary(kind: (Operation & { kind: 'sigmoid' | 'tanh' | 'relu' | 'sqrt' | 'step' })['kind'], x: Node): Node {
  return { operation: { kind }, inputs: [x], shape: x.shape };
}

/** NumPy's rule: shapes are aligned at their last axis, and an axis of size 1 is repeated. */
function broadcast(kind: string, a: Node, b: Node): Shape {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, k) => {
    const [m, n] = [a, b].map(({ shape }) => shape[k - rank + shape.length] ?? 1) as [number, number]; // as: two in, two out
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(`${kind}: expected shapes that broadcast, got ${describe(a)} and ${describe(b)}`);
    }
    return m === 1 ? n : m;
  });
}

const turned = ({ shape }: Node, turn: boolean): Shape => (turn ? [...shape].reverse() : shape);
const withAxis = (shape: Shape, axis: number, length: number): Shape => shape.with(axis, length);
