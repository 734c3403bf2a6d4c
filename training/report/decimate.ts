/** A signal's values along one axis; null where it is unknown. */
export type Signal = readonly (number | null)[];

/**
 * Which rows to draw so that a picture of `buckets` columns looks as if all were drawn: in each bucket the first
 * row, the lowest and the highest of every signal, and a row that holds a break. Every peak survives.
 */
export function extremeRows(signals: readonly Signal[], buckets: number): number[] {
  const rows = signals[0]?.length ?? 0;
  const kept = new Set<number>();
  for (let bucket = 0; bucket < buckets; bucket++) {
    const begin = Math.floor((bucket * rows) / buckets);
    const end = Math.floor(((bucket + 1) * rows) / buckets);
    if (begin === end) continue;
    kept.add(begin);
    for (const signal of signals) for (const row of extremesOf(signal, begin, end)) kept.add(row);
  }
  if (rows > 0) kept.add(rows - 1);
  return [...kept].sort((a, b) => a - b);
}

/** Rows of the lowest and the highest value and of the first unknown one, among begin … end − 1. */
function extremesOf(signal: Signal, begin: number, end: number): number[] {
  let low = -1;
  let high = -1;
  let unknown = -1;
  for (let row = begin; row < end; row++) {
    const value = signal[row] ?? null;
    if (value === null) {
      if (unknown < 0) unknown = row;
      continue;
    }
    if (low < 0 || value < signal[low]!) low = row;
    if (high < 0 || value > signal[high]!) high = row;
  }
  return [low, high, unknown].filter((row) => row >= 0);
}
