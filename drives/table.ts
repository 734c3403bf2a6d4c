import type { Cell } from './cell.js';

/** A drive file as its header and the rows of cells below it, before anything of it is believed. */
export type Table = {
  /** names of the columns, left to right; empty where the file is */
  header: readonly string[];
  rowCount: number;
  /** rows and columns counted from 0 */
  cell: (row: number, column: number) => Cell;
  /** file:line of a row as a person counts it */
  where: (row: number) => string;
  /** how many cells a row has, where one may end before the others */
  cellCount?: (row: number) => number;
  /** rows above the header that were passed over, where there are any */
  above?: number;
  /** whether the row below the header said the units, which are in the titles */
  hasUnitsRow?: true;
};

/** The header's row number, for `where`. */
export const HEADER_ROW = -1;

/** Bytes of text or inflated parts that a drive file may have: days of driving, and still within a small heap. */
export const MAX_DRIVE_BYTES = 256 * 2 ** 20;
