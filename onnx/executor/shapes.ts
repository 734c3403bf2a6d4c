/** Shapes of tensors, and the places of their elements, row by row. */
import { sizeOf } from './program.js';

/** Which axis is meant; a negative one counts from the last. */
export const positive = (axis: number, shape: readonly number[]): number => (axis < 0 ? axis + shape.length : axis);

/** Places of the elements of a block of a tensor, in the block's order. */
export function block(whole: readonly number[], begins: readonly number[], shape: readonly number[]): number[] {
  return indexes(shape).map((index) =>
    placeOf(
      index.map((i, k) => i + begins[k]!),
      whole,
    ),
  );
}

/** Places of the elements of a tensor, in the order of the tensor whose axes are `order` of it. */
export function transposition(shape: readonly number[], order: readonly number[]): number[] {
  return indexes(order.map((axis) => shape[axis]!)).map((index) => {
    const source = shape.map(() => 0);
    order.forEach((axis, k) => (source[axis] = index[k]!));
    return placeOf(source, shape);
  });
}

const placeOf = (index: readonly number[], shape: readonly number[]) =>
  index.reduce((place, i, k) => place * shape[k]! + i, 0);

/** All indexes of a tensor, row by row. */
function indexes(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, dimension) => all.flatMap((index) => Array.from({ length: dimension }, (_, i) => [...index, i])),
    [[]],
  );
}

/** 0 keeps a dimension, −1 is what is left; the exporter's N, too, is −1. */
export function reshaped(shape: readonly number[], list: readonly number[], fail: (why: string) => never): number[] {
  const known = list.map((dimension, k) => (dimension === 0 ? shape[k]! : dimension));
  const rest = sizeOf(shape) / known.filter((dimension) => dimension > 0).reduce((product, one) => product * one, 1);
  const result = known.map((dimension) => (dimension < 0 ? rest : dimension));
  return sizeOf(result) === sizeOf(shape) ? result : fail(`[${shape.join(', ')}] as [${list.join(', ')}]`);
}

/** The shape of an operation on both, element by element; undefined where they do not fit. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const pad = (shape: readonly number[]) => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [pad(a), pad(b)];
  const fits = left.every((dimension, k) => dimension === right[k] || dimension === 1 || right[k] === 1);
  return fits ? left.map((dimension, k) => Math.max(dimension, right[k]!)) : undefined;
}

/** Whether a tensor repeats, row after row, in one of this shape. */
export function isTail(shape: readonly number[], whole: readonly number[]): boolean {
  const size = sizeOf(shape);
  const trimmed = shape.slice(shape.findIndex((dimension) => dimension > 1));
  return size === 1 || trimmed.every((dimension, k) => dimension === whole[whole.length - trimmed.length + k]);
}
