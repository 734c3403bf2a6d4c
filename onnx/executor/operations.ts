import { f32, f32x4, i32, VECTORS, type Code } from '../../core/wasm.js';
import type { OnnxNode } from '../onnx-model.js';
import { emitLstm } from './lstm-kernel.js';
import { packWeights, weighedSum } from './matrix-kernel.js';
import { sizeOf, type Program, type Tensor } from './program.js';
import { block, broadcast, isTail, positive, reshaped, transposition } from './shapes.js';
import { sigmoid, tanh } from './vector-math.js';

/** A node, and its inputs by their number; whatever is missing or of another kind fails the compilation. */
export type Scope = {
  program: Program;
  node: OnnxNode;
  fail: (why: string) => never;
  /** whether the optional input is there */
  has: (index: number) => boolean;
  tensor: (index: number) => Tensor;
  constant: (index: number) => Float32Array;
  list: (index: number) => readonly number[];
  int: (name: string, usual?: number) => number;
};

const [X, N] = [VECTORS[0]!, VECTORS[1]!];

/** What each operation gives, by ONNX's name (opset 17); its code is emitted on the way. */
export const OPERATIONS: Record<string, (scope: Scope) => Tensor[]> = {
  MatMul: (scope) => [product(scope, { bias: undefined })],
  Gemm: (scope) => {
    if (scope.int('transA', 0) !== 0) scope.fail('transA is set');
    for (const name of ['alpha', 'beta']) {
      const attribute = scope.node.attributes?.[name];
      if (attribute && !('float' in attribute && attribute.float === 1)) scope.fail(`${name} is not 1`);
    }
    return [product(scope, { turned: scope.int('transB', 0) === 1, bias: scope.has(2) ? scope.tensor(2) : undefined })];
  },
  Add: (scope) => [elementwise(scope, f32x4.add)],
  Sub: (scope) => [elementwise(scope, f32x4.sub)],
  Mul: (scope) => [elementwise(scope, f32x4.mul)],
  Div: (scope) => [elementwise(scope, f32x4.div)],
  Sigmoid: (scope) => [eachVector(scope, (x) => sigmoid(x, X, N))],
  Tanh: (scope) => [eachVector(scope, (x) => tanh(x, X, N))],
  Relu: (scope) => [eachVector(scope, (x) => f32x4.max(x, f32x4.const(0)))],
  Sqrt: (scope) => [eachVector(scope, f32x4.sqrt)],
  Identity: ({ tensor }) => [tensor(0)],
  Reshape: (scope) => {
    const x = scope.tensor(0);
    return [{ ...x, shape: reshaped(x.shape, scope.list(1), scope.fail) }];
  },
  Squeeze: (scope) => {
    const x = scope.tensor(0);
    const axes = scope.list(1).map((axis) => positive(axis, x.shape));
    return [{ ...x, shape: x.shape.filter((_, k) => !axes.includes(k)) }];
  },
  Transpose: (scope) => {
    const x = scope.tensor(0);
    const attribute = scope.node.attributes?.perm;
    const order = attribute && 'ints' in attribute ? attribute.ints : x.shape.map((_, k) => x.shape.length - 1 - k);
    return [
      gathered(
        scope,
        x,
        order.map((axis) => x.shape[axis]!),
        transposition(x.shape, order),
      ),
    ];
  },
  Slice: (scope) => {
    const x = scope.tensor(0);
    const axes = scope.has(3) ? scope.list(3) : x.shape.map((_, k) => k);
    if (scope.has(4) && scope.list(4).some((step) => step !== 1)) scope.fail('its step is not 1');
    const begins = x.shape.map(() => 0);
    const shape = [...x.shape];
    axes.forEach((given, k) => {
      const axis = positive(given, x.shape);
      const length = x.shape[axis]!;
      const bound = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
      begins[axis] = bound(scope.list(1)[k]!);
      shape[axis] = bound(scope.list(2)[k]!) - begins[axis];
    });
    return [gathered(scope, x, shape, block(x.shape, begins, shape))];
  },
  Split: (scope) => {
    const x = scope.tensor(0);
    const axis = positive(scope.int('axis', 0), x.shape);
    let begin = 0;
    return scope.list(1).map((length) => {
      const begins = x.shape.map((_, k) => (k === axis ? begin : 0));
      const shape = x.shape.map((dimension, k) => (k === axis ? length : dimension));
      begin += length;
      return gathered(scope, x, shape, block(x.shape, begins, shape));
    });
  },
  Concat: (scope) => [concatenated(scope)],
  LSTM: (scope) => {
    const { program, node, fail, tensor, constant, has, int } = scope;
    const allowed = ['hidden_size', 'direction'];
    const stray = Object.keys(node.attributes ?? {}).find((name) => !allowed.includes(name));
    const direction = node.attributes?.direction;
    if (stray !== undefined || (direction && !('text' in direction && direction.text === 'forward')))
      fail(`attribute ${stray ?? 'direction'} is not known`);
    if (has(4) || has(7)) fail('sequence lengths and peepholes are not known');
    if (has(5) !== has(6)) fail('it has one initial state of two');
    const sequence = tensor(0);
    const hiddenSize = int('hidden_size');
    const bias = has(3) ? constant(3) : new Float32Array(8 * hiddenSize);
    const initial = has(5) ? { hidden: tensor(5), cell: tensor(6) } : undefined;
    const weights = { weightIh: constant(1), weightHh: constant(2), bias };
    const inputSize = sequence.shape.at(-1)!;
    const state = emitLstm(program, { sequence, inputSize, hiddenSize, initial, ...weights });
    return [state.all, state.hidden, state.cell];
  },
};

const at = ({ address }: Tensor) => i32.const(address);

/** Each row of A times a constant matrix. */
function product(scope: Scope, { turned = false, bias }: { turned?: boolean; bias: Tensor | undefined }): Tensor {
  const { program, tensor, fail } = scope;
  const a = tensor(0);
  const b = tensor(1);
  const weights = scope.constant(1);
  if (b.shape.length !== 2) fail(`expected a matrix as input 1, got [${b.shape.join(', ')}]`);
  const [inputs, outputs] = (turned ? [b.shape[1]!, b.shape[0]!] : b.shape) as [number, number]; // as: it is a matrix
  if (a.shape.at(-1) !== inputs) fail(`[${a.shape.join(', ')}] × [${b.shape.join(', ')}]`);
  const rows = turned ? weights.map((_, k) => weights[(k % outputs) * inputs + Math.floor(k / outputs)]!) : weights;
  const packed = packWeights(program, rows, inputs, outputs);
  const result = program.allocate([...a.shape.slice(0, -1), outputs]);
  const count = sizeOf(a.shape) / inputs;
  const biasRows = bias ? sizeOf(bias.shape) / outputs : 0;
  if (bias && biasRows !== 1 && biasRows !== count) fail(`a bias of [${bias.shape.join(', ')}]`);
  // One after the other, as the last vector of a row may overhang into the next.
  for (let row = 0; row < count; row++) {
    const vector = i32.const(a.address + 4 * inputs * row);
    const biasAt = bias && i32.const(bias.address + (biasRows === 1 ? 0 : 4 * outputs * row));
    const out = i32.const(result.address + 4 * outputs * row);
    program.emit(weighedSum([{ vector, length: inputs }], { weights: packed, outputs, bias: biasAt, out }));
  }
  return result;
}

/** a ∘ b, where one is as large as the result and the other too, one row of it, or a single number. */
function elementwise({ program, tensor, fail }: Scope, operation: (a: Code, b: Code) => Code): Tensor {
  const [a, b] = [tensor(0), tensor(1)];
  const shape = broadcast(a.shape, b.shape) ?? fail(`[${a.shape.join(', ')}] with [${b.shape.join(', ')}]`);
  const row = Math.min(...[a, b].map((x) => sizeOf(x.shape)).filter((size) => size > 1), sizeOf(shape));
  for (const x of [a, b]) if (!isTail(x.shape, shape)) fail(`[${x.shape.join(', ')}] in [${shape.join(', ')}]`);
  const result = program.allocate(shape);
  for (let begin = 0; begin < sizeOf(shape); begin += row) {
    for (let k = 0; k < row; k += 4) {
      const part = (x: Tensor) => {
        const size = sizeOf(x.shape);
        if (size === 1) return f32x4.loadSplat(at(x));
        return f32x4.load(at(x), 4 * (k + (size === row ? 0 : begin)));
      };
      program.emit(f32x4.store(at(result), operation(part(a), part(b)), 4 * (begin + k)));
    }
  }
  return result;
}

function eachVector({ program, tensor }: Scope, operation: (x: Code) => Code): Tensor {
  const x = tensor(0);
  const result = program.allocate(x.shape);
  for (let k = 0; k < sizeOf(x.shape); k += 4)
    program.emit(f32x4.store(at(result), operation(f32x4.load(at(x), 4 * k)), 4 * k));
  return result;
}

function concatenated(scope: Scope): Tensor {
  const { program, node, tensor } = scope;
  const parts = node.inputs.map((_, k) => tensor(k));
  const axis = positive(scope.int('axis'), parts[0]!.shape);
  const shape = parts[0]!.shape.map((dimension, k) =>
    k === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : dimension,
  );
  const result = program.allocate(shape);
  const outer = sizeOf(shape.slice(0, axis));
  for (let o = 0, to = 0; o < outer; o++) {
    for (const part of parts) {
      const run = sizeOf(part.shape) / outer;
      for (let k = 0; k < run; k++, to++)
        program.emit(f32.store(at(result), f32.load(at(part), 4 * (o * run + k)), 4 * to));
    }
  }
  return result;
}

/** The elements of x at these places; where they lie one after the other, a view of x. */
function gathered({ program }: Scope, x: Tensor, shape: readonly number[], places: readonly number[]): Tensor {
  const first = places[0] ?? 0;
  if (places.every((place, k) => place === first + k)) {
    const values = x.values?.subarray(first, first + places.length);
    return { shape, address: x.address + 4 * first, ...(values && { values }) };
  }
  const result = program.allocate(shape);
  places.forEach((place, k) => program.emit(f32.store(at(result), f32.load(at(x), 4 * place), 4 * k)));
  return result;
}
