import { namedColumns } from './columns.js';

/** Lines that a logger may write above its header: who drove, which car, which sensors. */
export const MOST_ABOVE = 100;

/** Which of the first rows names most of a drive's columns, the first of several; undefined where none does. */
export function headerRow(rows: readonly (readonly string[])[]): { row: number; named: number } | undefined {
  let best: { row: number; named: number } | undefined;
  for (const [row, titles] of rows.slice(0, MOST_ABOVE).entries()) {
    const named = namedColumns(titles);
    if (named > (best?.named ?? 0)) best = { row, named };
  }
  return best;
}
