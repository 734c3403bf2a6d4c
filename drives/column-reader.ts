import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import { isAbsent, isBlank, showCell, toFlag, toNumber, type Cell } from './cell.js';
import { dateSeconds } from './date-time.js';
import type { Table } from './table.js';

/** One column's value in a row, in the unit of a VehicleSample. */
export type NumberReader = {
  /** A number, or an InputError. */
  needed: (row: number) => number;
  /** The same, and NaN where nothing was recorded. */
  ifAny: (row: number) => number;
};

export function numberReader(table: Table, column: number, factor: number): NumberReader {
  const valueAt = (row: number) => toNumber(table.cell(row, column)) * factor;
  return {
    needed(row) {
      const value = valueAt(row);
      if (Number.isNaN(value)) throw unexpected(table, row, column, 'a number');
      return value;
    },
    ifAny(row) {
      const value = valueAt(row);
      if (Number.isNaN(value) && !isAbsent(table.cell(row, column))) throw unexpected(table, row, column, 'a number');
      return value;
    },
  };
}

/** s since 1970, of a column of dates and times. */
export function dateReader(table: Table, column: number): (row: number) => number {
  return (row) => {
    const value = dateSeconds(table.cell(row, column));
    if (Number.isNaN(value)) throw unexpected(table, row, column, 'a date and time');
    return value;
  };
}

/** `Valid`, of one column. */
export function flagReader(table: Table, column: number): (row: number) => boolean {
  return (row) => {
    const flag = toFlag(table.cell(row, column));
    if (flag === undefined) throw unexpected(table, row, column, '1 or 0');
    return flag;
  };
}

function unexpected(table: Table, row: number, column: number, expected: string): InputError {
  const title = table.header[column]!.trim();
  const cell = table.cell(row, column);
  const count = table.cellCount?.(row) ?? Infinity;
  const isBlankRow = count === 1 && isBlank(table.cell(row, 0)); // a blank line is one empty cell
  const got = column < count || isBlankRow ? `${showCell(cell)}${hintAt(cell)}` : cutOff(table, row, count);
  return new InputError(`expected ${expected} in ${title}, got ${got} (${table.where(row)})`);
}

const hintAt = (cell: Cell) =>
  /^\s*[+-]?\d+,\d+\s*$/.test(String(cell)) ? ': a decimal comma? Semicolons must part the cells' : '';

/** A row that ends before its cell; the last one may have been in the writing when the recorder lost its power. */
function cutOff({ header, rowCount, cell }: Table, row: number, count: number): string {
  const isLast = row >= rowCount - 2 && (row === rowCount - 1 || isBlank(cell(rowCount - 1, 0))); // a line end ends it
  const hint = isLast ? ': cut off? Take the line out' : '';
  return `a row of ${counted(count, 'cell')} for ${header.length} titles${hint}`;
}
