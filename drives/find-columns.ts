import { InputError } from '../core/input-error.js';
import { columnsLike, mostLike, showTitles } from './alike-titles.js';
import {
  COLUMN_NAMES,
  COLUMNS,
  columnNamed,
  isAlike,
  namesOf,
  isNeeded,
  NEEDED,
  type ColumnIndexes,
  type ColumnName,
  type NeededColumn,
  type Titles,
} from './columns.js';
import { missingHint } from './likely-titles.js';
import { saidColumns } from './said-columns.js';
import { endingUnit, unitOf, unknownUnit } from './title-units.js';

/** What the user says of a file's columns, beyond its header. */
type Said = {
  /** which title has what, which counts whatever else is there */
  columns?: Titles | undefined;
  /** factors to the units of a VehicleSample, which count whatever a title says */
  units?: Partial<Record<ColumnName, number>> | undefined;
  /** s from row to row, which count instead of times in a column of another name than `t` */
  rowDt?: number | undefined;
};

/**
 * Any order and case, with or without `_`, `-` and blanks; other columns are left alone. Where a column has none of its
 * own name, and its user says none, it is the first of the other names that is there, and of several the one that is
 * written most like the name. A unit that is not known makes it another column, unless its unit is said. `where` is the
 * header's file:line.
 */
export function findColumns(header: readonly string[], where: string, said: Said = {}): ColumnIndexes {
  const { units, rowDt } = said;
  const found = saidColumns(header, where, said);
  const taken = new Set<number | undefined>(Object.values(found));
  const missing: NeededColumn[] = [];
  const faults: string[] = [];
  for (const name of COLUMN_NAMES) {
    if (found[name] !== undefined) continue;
    const { title } = COLUMNS[name];
    const names = name === 't' && rowDt !== undefined ? [title] : namesOf(name);
    const alike = names.map((one) => ({
      one,
      columns: columnsLike(header, one).filter((column) => !taken.has(column)),
    }));
    const inKnownUnit = alike.map(({ one, columns }) => ({
      one,
      columns: columns.filter((column) => unitOf(header[column]!, name) !== null),
    }));
    const isThere = ({ columns }: { columns: number[] }) => columns.length > 0;
    const unknown = alike.find(isThere);
    const wanted = inKnownUnit.find(isThere) ?? (units?.[name] === undefined ? undefined : unknown);
    if (!wanted && isNeeded(name) && unknown) throw unknownUnit(header[unknown.columns[0]!]!, name, where);
    const [first, ...more] = mostLike(header, wanted?.columns ?? [], wanted?.one ?? title);
    if (more.length > 0) faults.push(`${more.length + 1} ${wanted?.one}`);
    else if (first !== undefined) found[name] = first;
    else if (isNeeded(name)) {
      const owner = COLUMN_NAMES.find((one) => taken.has(found[one]) && columnNamed(header[found[one]!]!) === name);
      faults.push(owner === undefined ? `no ${title}` : `no ${title} beside that of ${owner} (--columns)`);
      missing.push(name);
    }
  }
  if (faults.length > 0) {
    throw new InputError(
      `expected one column of each name, got ${faults.join(' and ')} in "${showTitles(header)}"${missingHint(header, missing, said.columns)} (${where})`,
    );
  }
  return found as ColumnIndexes; // as: a needed column that is not there is a fault
}

/**
 * How many of a drive's columns a header names, and whether all that every drive has are among them; 0 where the table is
 * not meant to be a drive: two of those columns would be there, or one by its own name, or as the user says.
 */
export function namedColumns(header: readonly string[], said: Titles = {}): { named: number; isWhole: boolean } {
  const isThere = (title: string) => columnsLike(header, title).length > 0;
  const isSaid = (name: ColumnName) => said[name] !== undefined && isThere(said[name]);
  const found = NEEDED.filter((name) => isSaid(name) || namesOf(name).some(isThere));
  const isDrive = found.length > 1 || NEEDED.some((name) => isSaid(name) || isThere(COLUMNS[name].title));
  const names = header.map((title) => columnNamed(title, said)).filter((name) => name !== undefined);
  return { named: isDrive ? new Set(names).size : 0, isWhole: found.length === NEEDED.length };
}

/**
 * What becomes of a header's columns beyond those of a drive's own names: read as one of them, passed over for one that
 * the user says, or left alone.
 */
export function otherColumns(
  header: readonly string[],
  columns: ColumnIndexes,
  { columns: said = {}, units }: Said = {},
) {
  const read = new Set<number | undefined>(Object.values(columns));
  const readAs: string[] = [];
  const passedOver: string[] = [];
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    if (column === undefined) continue;
    const { title } = COLUMNS[name];
    const ending =
      said[name] === undefined || units?.[name] !== undefined ? undefined : endingUnit(header[column]!, name);
    const isOwn = isAlike(header[column]!, title);
    if (!isOwn) readAs.push(`${header[column]!.trim()} as ${title}${ending ? ` in ${ending[0]}` : ''}`);
    const usual =
      namesOf(name)
        .map((one) => columnsLike(header, one))
        .find(({ length }) => length > 0) ?? [];
    if (said[name] === undefined || usual.some((one) => read.has(one))) continue;
    for (const one of usual) passedOver.push(`${header[one]!.trim()}, as ${name} is ${header[column]!.trim()}`);
  }
  const others = header.filter((_, column) => !read.has(column)).map((title) => title.trim());
  return { readAs, passedOver, others: others.filter((title) => title !== '') };
}
