import type { Titles } from './columns.js';
import { namedColumns } from './find-columns.js';

/** Rows in which the header is looked for: a logger may write one fewer above it (who drove, which car, which sensors). */
export const ROWS_LOOKED_AT = 100;

/** Bytes of a text in which the header is looked for, in a folder as in a file that is read by its name. */
export const BYTES_LOOKED_AT = 65_536;

/** How many of a drive's columns a row names, or seems to. */
export type NamedIn = (titles: readonly string[]) => { named: number; isWhole: boolean };

/** By the usual names, and those that the user says. */
export const namedBy =
  (said?: Titles): NamedIn =>
  (titles) =>
    namedColumns(titles, said);

/** `named`: how many of a drive's columns; `isWhole`: with all that every drive has. */
export type HeaderRow = { row: number; named: number; isWhole: boolean };

/**
 * The first of the first rows that names every column that a drive must have: below it there are rows of the drive,
 * whatever else they name. Where none does, the one that names most, the first of several; undefined where none names any.
 */
export function headerRow(rows: Iterable<readonly string[]>, namedIn: NamedIn): HeaderRow | undefined {
  let best: HeaderRow | undefined;
  let row = 0;
  for (const titles of rows) {
    if (row === ROWS_LOOKED_AT) break;
    const found = { row: row++, ...namedIn(titles) };
    if (found.isWhole) return found;
    if (found.named > (best?.named ?? 0)) best = found;
  }
  return best;
}
