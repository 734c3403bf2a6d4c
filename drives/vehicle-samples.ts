import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { isBlank } from './cell.js';
import { COLUMN_NAMES, type ColumnIndexes } from './columns.js';
import { findColumns } from './find-columns.js';
import { sampleReader, type CellOptions } from './sample-reader.js';
import { HEADER_ROW, type Table } from './table.js';

/** One window of the article's model: five samples of the past and five of the future. */
const WINDOW_ROWS = 10;

export type SampleOptions = CellOptions & {
  /** the fewest rows that are of use */
  minRows?: number;
};

/** Cells → samples in SI, left positive. The first cell that is not what it must be is an InputError. */
export function toVehicleSamples(table: Table, options: SampleOptions = {}): VehicleSample[] {
  const { minRows = WINDOW_ROWS } = options;
  const header = table.where(HEADER_ROW);
  if (table.header.every(isBlank) && table.rowCount === 0) {
    throw new InputError(`expected a header and rows, got an empty file (${header})`);
  }
  const columns = findColumns(table.header, header, options);
  const rowCount = filledRows(table, columns);
  if (rowCount < minRows) {
    throw new InputError(`expected at least ${minRows} rows (one window), got ${rowCount || 'none'} (${header})`);
  }
  const sampleAt = sampleReader(table, columns, options);
  const samples: VehicleSample[] = [];
  let last = -Infinity;
  for (let row = 0; row < rowCount; row++) {
    const sample = sampleAt(row);
    if (!(sample.time > last)) {
      throw new InputError(`expected a time that rises, got ${sample.time} s after ${last} s (${table.where(row)})`);
    }
    last = sample.time;
    samples.push(sample);
  }
  return samples;
}

/** Rows down to the last that has something in a column that counts: below it are blank lines and remarks. */
function filledRows(table: Table, columns: ColumnIndexes): number {
  const read = COLUMN_NAMES.flatMap((name) => columns[name] ?? []);
  let count = table.rowCount;
  while (count > 0 && read.every((column) => isBlank(table.cell(count - 1, column)))) count--;
  return count;
}
