import Papa from 'papaparse';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import { isBlank } from './cell.js';
import type { Titles } from './columns.js';
import { BYTES_LOOKED_AT, headerRow, namedBy, ROWS_LOOKED_AT, type HeaderRow, type NamedIn } from './header-row.js';
import { likelyColumns } from './likely-titles.js';
import { HEADER_ROW, type Table } from './table.js';

const DELIMITERS = [',', ';', '\t'];

/**
 * Text with commas, semicolons or tabs, any line ends, and decimal points or (not between commas) commas; lines above the
 * header are passed over. `path` is for the errors; `said`: titles, by the user.
 */
export function parseCsv(bytes: Uint8Array, path: string, said?: Titles): Table {
  const text = withOneLineEnd(decodeText(bytes));
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const line = text.slice(0, zero).split('\n').length;
    throw new InputError(
      `expected text in UTF-8, or in UTF-16 with its byte order mark, got a zero byte: another kind of file, or cut off by a power loss? (${path}:${line})`,
    );
  }
  const head = withOneLineEnd(decodeText(bytes.subarray(0, BYTES_LOOKED_AT)));
  const { delimiter, row: above } = headerIn(head, namedBy(said)) ??
    headerIn(head, likelyColumns) ?? { delimiter: delimiterOf(head), row: 0 };
  const { data: lines, errors } = Papa.parse<string[]>(text, { newline: '\n', delimiter, skipFirstNLines: above });
  const where = (row: number) => `${path}:${above + lineNumber(lines, row - HEADER_ROW)}`;

  // An open quote swallows the rest of the file, so it must not pass as one long cell.
  const quoting = errors.find((error) => error.type === 'Quotes');
  if (quoting) {
    throw new InputError(`expected quotes that close, got an open one (${where((quoting.row ?? 0) + HEADER_ROW)})`);
  }
  const [header = [], ...rows] = lines;
  rows.forEach((cells, row) => {
    if (cells.length <= header.length || cells.slice(header.length).every(isBlank)) return;
    const hint =
      delimiter === ',' && cells.length > 1.5 * header.length && hasDecimalCommas(cells)
        ? ': decimal commas? Semicolons must part the cells'
        : '';
    throw new InputError(
      `expected ${counted(header.length, 'cell')} as in the header, got ${cells.length}${hint} (${where(row)})`,
    );
  });
  const cell = (row: number, column: number) => rows[row]![column];
  const decimal = delimiter === ',' ? cell : (row: number, column: number) => withPoint(cell(row, column));
  return {
    ...{ header, rowCount: rows.length, cell: decimal, where, cellCount: (row) => rows[row]!.length },
    ...(above > 0 && { above }),
  };
}

/** UTF-8, or UTF-16 where its byte order mark says so, as "Unicode text" of a spreadsheet program is. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder(first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** Whether the begin of a text has a line that names a drive's columns. */
export const hasDriveHeader = (head: string, namedIn: NamedIn): boolean =>
  headerIn(withOneLineEnd(head), namedIn) !== undefined;

/** The parser looks for a single kind of line end, and files pieced together have two. */
const withOneLineEnd = (text: string) => text.replace(/\r\n?/g, '\n');

type FoundHeader = HeaderRow & { delimiter: string };

/** What parts the cells, and which line is the header, as by `headerRow`; undefined where none is. */
function headerIn(head: string, namedIn: NamedIn): FoundHeader | undefined {
  const lines = head.split('\n', ROWS_LOOKED_AT);
  function* linesBy(delimiter: string) {
    // A line of numbers names nothing, but counts.
    for (const line of lines)
      yield /[a-z]/i.test(line) ? (Papa.parse<string[]>(line, { newline: '\n', delimiter }).data[0] ?? []) : [];
  }
  const firstBy = (delimiter: string) => Papa.parse<string[]>(head, { newline: '\n', delimiter, preview: 1 }).data;
  let best: FoundHeader | undefined;
  // A header that is the first row may have line breaks inside of quotes, which single lines would not show.
  for (const rowsBy of [firstBy, linesBy]) {
    for (const delimiter of DELIMITERS) {
      const found = headerRow(rowsBy(delimiter), namedIn);
      if (found && (!best || isLikelier(found, best))) best = { ...found, delimiter };
    }
    if (best?.isWhole && best.row === 0) return best; // nothing stands before it
  }
  return best;
}

/** Rows below a whole header are the drive's, so of two the upper one is it. */
function isLikelier(one: HeaderRow, other: HeaderRow): boolean {
  if (one.isWhole !== other.isWhole) return one.isWhole;
  return one.isWhole && one.row !== other.row ? one.row < other.row : one.named > other.named;
}

/** What parts the titles of the columns most often; the numbers below may hold commas of another meaning. */
function delimiterOf(text: string): string {
  const titles = /^.*/.exec(text)![0].replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((mark) => ({ mark, count: titles.split(mark).length - 1 }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).mark;
}

/** Where commas do not part the cells, one inside of a number is its decimal sign, as in much of Europe. */
function withPoint(cell: string | undefined): string | undefined {
  return cell?.replace(/^(\s*[+-]?\d*),(\d+(?:[eE][+-]?\d+)?\s*)$/, '$1.$2');
}

/** Whether commas have cut numbers in two: not a point among the cells. */
const hasDecimalCommas = (cells: readonly string[]) => !cells.some((cell) => cell.includes('.'));

/** Counts the line ends inside of quotes as well; slow, for errors alone. */
function lineNumber(lines: readonly string[][], index: number): number {
  const inside = lines.slice(0, index).flat().join('').split('\n').length - 1;
  return index + 1 + inside;
}
