import Papa from 'papaparse';
import { InputError } from '../core/input-error.js';
import { isBlank } from './cell.js';
import { HEADER_ROW, type Table } from './table.js';

/** UTF-8 text with commas, semicolons or tabs, and any line ends. `path` is for the errors. */
export function parseCsv(bytes: Uint8Array, path: string): Table {
  // One kind of line end: the parser looks for a single kind, and files pieced together have two.
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const { data: lines, errors } = Papa.parse<string[]>(text, { newline: '\n', delimitersToGuess: [',', ';', '\t'] });
  const where = (row: number) => `${path}:${lineNumber(lines, row - HEADER_ROW)}`;

  // An open quote swallows the rest of the file, so it must not pass as one long cell.
  const quoting = errors.find((error) => error.type === 'Quotes');
  if (quoting) {
    throw new InputError(`expected quotes that close, got an open one (${where((quoting.row ?? 0) + HEADER_ROW)})`);
  }
  const [header = [], ...rows] = lines;
  rows.forEach((cells, row) => {
    if (cells.length <= header.length || cells.slice(header.length).every(isBlank)) return;
    throw new InputError(`expected ${header.length} cells as in the header, got ${cells.length} (${where(row)})`);
  });
  return { header, rowCount: rows.length, cell: (row, column) => rows[row]![column], where };
}

/** Counts the line ends inside of quotes as well; slow, for errors alone. */
function lineNumber(lines: readonly string[][], index: number): number {
  const inside = lines.slice(0, index).flat().join('').split('\n').length - 1;
  return index + 1 + inside;
}
