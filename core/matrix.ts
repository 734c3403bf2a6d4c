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

/** The rows of all, which have the same columns, in their order. */
export function joinRows(all: readonly Matrix[]): Matrix {
  const joined = zeros(
    all.reduce((sum, { rows }) => sum + rows, 0),
    all[0]!.columns,
  );
  let at = 0;
  for (const { data } of all) {
    joined.data.set(data, at);
    at += data.length;
  }
  return joined;
}
