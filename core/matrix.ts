/** A dense matrix, row by row: element (r, c) is `data[r * columns + c]`. */
export type Matrix = { rows: number; columns: number; data: Float64Array };

export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/** A copy of the given rows, in the order of `indexes`. */
export function takeRows({ columns, data }: Matrix, indexes: ArrayLike<number>): Matrix {
  const taken = zeros(indexes.length, columns);
  for (let r = 0; r < indexes.length; r++) {
    const begin = indexes[r]! * columns;
    taken.data.set(data.subarray(begin, begin + columns), r * columns);
  }
  return taken;
}
