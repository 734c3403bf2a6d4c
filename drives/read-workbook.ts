import type { CellObject, WorkSheet } from 'xlsx';
import { faultText } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import type { Cell } from './cell.js';
import type { Titles } from './columns.js';
import { headerRow, namedBy, ROWS_LOOKED_AT } from './header-row.js';
import { likelyColumns } from './likely-titles.js';
import { MAX_DRIVE_BYTES, type Table } from './table.js';
import { unzip } from './unzip.js';
import { loadXlsx } from './xlsx-package.js';

/** A sheet's limits in every spreadsheet program; a cell beyond them was made to cost memory. */
const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;

const READING = {
  dense: true,
  cellText: false, // formatting each number as text takes half of the time
  cellHTML: false, // no more than the values is wanted
  cellFormula: false,
  cellDates: true, // else a date reads as a number of days
  WTF: true, // else a sheet that can't be parsed is left out without a word
};

type SheetOptions = { sheet?: string | undefined; columns?: Titles | undefined; maxBytes?: number };
type SheetRows = readonly (readonly (CellObject | undefined)[] | undefined)[];

/** The sheet of that name, or the first. `path` is for the errors. */
export async function readWorkbook(
  bytes: Buffer,
  path: string,
  { sheet, columns, maxBytes = MAX_DRIVE_BYTES }: SheetOptions = {},
): Promise<Table> {
  const xlsx = await loadXlsx();
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new InputError(`expected an XLSX workbook, got a file that can't be read: ${faultText(error)} (${path})`);
    }
  };
  const archive = attempt(() => {
    const { cfb_new, cfb_add } = xlsx.CFB.utils;
    const container = cfb_new();
    // unsafe: no search for a part of the same name; unzip has kept one of each
    for (const [part, content] of unzip(bytes, maxBytes)) cfb_add(container, part, content, { unsafe: true });
    return container;
  });
  const { SheetNames: names } = attempt(() => xlsx.parse_zip(archive, { ...READING, bookSheets: true }));
  const index = sheet === undefined ? 0 : names.indexOf(sheet);
  const name = names[index];
  if (name === undefined) {
    throw new InputError(`expected one of the sheets ${names.join(', ')}, got "${sheet ?? ''}" (${path})`);
  }
  const { Sheets } = attempt(() => xlsx.parse_zip(archive, { ...READING, sheets: index }));
  return toTable(Sheets[name], `${path}!${name}`, columns);
}

function toTable(sheet: WorkSheet | undefined, place: string, said: Titles | undefined): Table {
  const all: SheetRows = sheet?.['!data'] ?? [];
  const titlesOf = (row: SheetRows[number]) => Array.from(row ?? [], (cell) => String(cell?.v ?? ''));
  const top = Array.from({ length: Math.min(all.length, ROWS_LOOKED_AT) }, (_, row) => all[row]);
  const columns = Math.max(0, ...top.map((row) => row?.length ?? 0));
  if (all.length > MAX_ROWS || columns > MAX_COLUMNS) {
    const got = `${all.length} and ${columns}`;
    throw new InputError(`expected at most ${MAX_ROWS} rows and ${MAX_COLUMNS} columns, got ${got} (${place})`);
  }
  const titles = top.map(titlesOf);
  const above = (headerRow(titles, namedBy(said)) ?? headerRow(titles, likelyColumns))?.row ?? 0;
  const rows = above > 0 ? all.slice(above) : all;
  return {
    header: titlesOf(rows[0]),
    rowCount: Math.max(0, rows.length - 1),
    cell: (row, column) => valueOf(rows[row + 1]?.[column]),
    where: (row) => `${place}:${above + row + 2}`,
    ...(above > 0 && { above }),
  };
}

/** An error cell (#DIV/0!) holds its error's number, which is no value. */
function valueOf(cell: CellObject | undefined): Cell {
  return cell?.t === 'e' ? '#ERROR' : cell?.v;
}
