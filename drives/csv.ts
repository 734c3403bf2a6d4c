import Papa from 'papaparse';
import { InputError } from '../core/input-error.js';
import { isBlank } from './cell.js';
import { HEADER_ROW, type Table } from './table.js';

/** UTF-8 text with commas, semicolons or tabs, any line ends, and decimal points or (not between commas) commas. `path` is for the errors. */
export function parseCsv(bytes: Uint8Array, path: string): Table {
  // One kind of line end: the parser looks for a single kind, and files pieced together have two.
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(text);
  const { data: lines, errors } = Papa.parse<string[]>(text, { newline: '\n', delimiter });
  const where = (row: number) => `${path}:${lineNumber(lines, row - HEADER_ROW)}`;

  // An open quote swallows the rest of the file, so it must not pass as one long cell.
  const quoting = errors.find((error) => error.type === 'Quotes');
  if (quoting) {
    throw new InputError(`expected quotes that close, got an open one (${where((quoting.row ?? 0) + HEADER_ROW)})`);
  }
  const [header = [], ...rows] = lines;
  rows.forEach((cells, row) => {
    if (cells.length <= header.length || cells.slice(header.length).every(isBlank)) return;
    throw new InputError(
      `expected ${header.length} ${header.length === 1 ? 'cell' : 'cells'} as in the header, got ${cells.length} (${where(row)})`,
    );
  });
  const cell = (row: number, column: number) => rows[row]![column];
  const decimal = delimiter === ',' ? cell : (row: number, column: number) => withPoint(cell(row, column));
  return { header, rowCount: rows.length, cell: decimal, where };
}

/** What parts the titles of the columns most often; the numbers below may hold commas of another meaning. */
function delimiterOf(text: string): string {
  const titles = /^.*/.exec(text)![0].replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: titles.split(mark).length - 1 }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).mark;
}

/** Where commas do not part the cells, one inside of a number is its decimal sign, as in much of Europe. */
function withPoint(cell: string | undefined): string | undefined {
  return cell?.replace(/^(\s*[+-]?\d*),(\d+(?:[eE][+-]?\d+)?\s*)$/, '$1.$2');
}

/** Counts the line ends inside of quotes as well; slow, for errors alone. */
function lineNumber(lines: readonly string[][], index: number): number {
  const inside = lines.slice(0, index).flat().join('').split('\n').length - 1;
  return index + 1 + inside;
}
