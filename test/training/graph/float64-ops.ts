import type { LossOps } from '../../../training/engines/losses.js';

/** Row by row. */
export type Tensor64 = { shape: readonly number[]; data: Float64Array };

const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);

export function tensor64(data: ArrayLike<number>, shape: readonly number[]): Tensor64 {
  return { shape, data: Float64Array.from(data) };
}

/** The operations computed at once in float64, in the plainest way: what every other interpreter is held against. */
export const float64Ops: LossOps<Tensor64> = {
  constant: tensor64,
  matmul(a, b) {
    const [inner, columns] = b.shape as [number, number];
    const shape = [...a.shape.slice(0, -1), columns];
    return made(shape, (index) => {
      const [row, column] = [place(a.shape, [...index.slice(0, -1), 0]), index.at(-1)!];
      let total = 0;
      for (let k = 0; k < inner; k++) total += a.data[row + k]! * b.data[k * columns + column]!;
      return total;
    });
  },
  add: (a, b) => zip(a, b, (x, y) => x + y),
  sub: (a, b) => zip(a, b, (x, y) => x - y),
  mul: (a, b) => zip(a, b, (x, y) => x * y),
  sigmoid: (x) =>
    tensor64(
      x.data.map((one) => 1 / (1 + Math.exp(-one))),
      x.shape,
    ),
  tanh: (x) => tensor64(x.data.map(Math.tanh), x.shape),
  relu: (x) =>
    tensor64(
      x.data.map((one) => Math.max(0, one)),
      x.shape,
    ),
  concat(parts, axis) {
    const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    return made(parts[0]!.shape.with(axis, length), (index) => {
      let position = index[axis]!;
      const part = parts.find((one) => (position < one.shape[axis]! ? true : ((position -= one.shape[axis]!), false)))!;
      return at(part, index.with(axis, position));
    });
  },
  slice: (x, axis, begin, end) =>
    made(x.shape.with(axis, end - begin), (index) => at(x, index.with(axis, index[axis]! + begin))),
  reshape(x, shape) {
    const known = size(shape.filter((n) => n !== -1));
    return { shape: shape.map((n) => (n === -1 ? x.data.length / known : n)), data: x.data };
  },
  transpose(x, permutation) {
    const shape = permutation.map((axis) => x.shape[axis]!);
    return made(shape, (index) =>
      at(
        x,
        permutation.map((_, axis) => index[permutation.indexOf(axis)]!),
      ),
    );
  },
};

/** d Σ f / d each value of each of `inputs`, by central differences. */
export function centralDifferences(f: (inputs: Tensor64[]) => Tensor64, inputs: Tensor64[]): Float64Array[] {
  return inputs.map(({ data }, k) => data.map((_, at) => centralDifference(f, inputs, k, at)));
}

/** The same for one value: input k, place `at`. */
export function centralDifference(
  f: (inputs: Tensor64[]) => Tensor64,
  inputs: Tensor64[],
  k: number,
  at: number,
): number {
  const STEP = 1e-5; // error of the order of its square, 1e-10
  const total = (moved: number) => {
    const { shape, data } = inputs[k]!;
    const changed = { shape, data: data.with(at, data[at]! + moved) };
    return f(inputs.with(k, changed)).data.reduce((sum, one) => sum + one, 0);
  };
  return (total(STEP) - total(-STEP)) / (2 * STEP);
}

function zip(a: Tensor64, b: Tensor64, f: (x: number, y: number) => number): Tensor64 {
  const rank = Math.max(a.shape.length, b.shape.length);
  const shape = Array.from({ length: rank }, (_, k) =>
    Math.max(a.shape[k - rank + a.shape.length] ?? 1, b.shape[k - rank + b.shape.length] ?? 1),
  );
  const repeated = (x: Tensor64, index: number[]) =>
    at(
      x,
      index.slice(rank - x.shape.length).map((p, k) => (x.shape[k] === 1 ? 0 : p)),
    );
  return made(shape, (index) => f(repeated(a, index), repeated(b, index)));
}

function made(shape: readonly number[], value: (index: number[]) => number): Tensor64 {
  const index = shape.map(() => 0);
  const data = new Float64Array(size(shape));
  for (let k = 0; k < data.length; k++) {
    data[k] = value(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return { shape, data };
}

function at({ shape, data }: Tensor64, index: readonly number[]): number {
  return data[place(shape, index)]!;
}

const place = (shape: readonly number[], index: readonly number[]): number =>
  index.reduce((before, position, axis) => before * shape[axis]! + position, 0);
