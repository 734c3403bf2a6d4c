import { InputError } from '../core/input-error.js';
import { COLUMN_NAMES, COLUMNS, columnNamed, isAlike, type ColumnIndexes, type ColumnName } from './columns.js';
import { unitOf, unknownUnit, writtenUnit } from './title-units.js';

/** What the user says of a file's columns, beyond its header. */
type Said = {
  /** factors to the units of a VehicleSample, which count whatever a title says */
  units?: Partial<Record<ColumnName, number>> | undefined;
  /** s from row to row, which count instead of times in a column of another name than `t` */
  rowDt?: number | undefined;
};

/**
 * Any order and case, with or without `_`, `-` and blanks; other columns are left alone. Where a column has none of its
 * own name, it is the first of the other names that is there, and of several the one that is written most like the name.
 * A unit that is not known makes it another column, unless its unit is said. `where` is the header's file:line.
 */
export function findColumns(header: readonly string[], where: string, { units, rowDt }: Said = {}): ColumnIndexes {
  const found: Partial<Record<ColumnName, number>> = {};
  const faults: string[] = [];
  for (const name of COLUMN_NAMES) {
    const { title, others, needed } = COLUMNS[name];
    const names = name === 't' && rowDt !== undefined ? [title] : [title, ...others];
    const alike = names.map((one) => ({ one, columns: columnsLike(header, one) }));
    const inKnownUnit = alike.map(({ one, columns }) => ({
      one,
      columns: columns.filter((column) => unitOf(header[column]!, name) !== null),
    }));
    const isThere = ({ columns }: { columns: number[] }) => columns.length > 0;
    const unknown = alike.find(isThere);
    const wanted = inKnownUnit.find(isThere) ?? (units?.[name] === undefined ? undefined : unknown);
    if (!wanted && needed && unknown) throw unknownUnit(header[unknown.columns[0]!]!, name, where);
    const [first, ...more] = mostLike(header, wanted?.columns ?? [], wanted?.one ?? title);
    if (more.length > 0) faults.push(`${more.length + 1} ${wanted?.one}`);
    else if (first !== undefined) found[name] = first;
    else if (needed) faults.push(`no ${title}`);
  }
  if (faults.length > 0) {
    const yawRate = found.curvature === undefined && header.find((title) => /^yaw_?\s?rate/i.test(title.trim()));
    const hint = yawRate ? `; Curvature is ${yawRate.trim()} (rad/s, left positive) / speed (m/s): add it` : '';
    throw new InputError(
      `expected one column of each name, got ${faults.join(' and ')} in "${show(header)}"${hint} (${where})`,
    );
  }
  return found as ColumnIndexes; // as: a needed column that is not there is a fault
}

const columnsLike = (header: readonly string[], name: string): number[] =>
  header.flatMap((title, column) => (isAlike(title, name) ? [column] : []));

/** Those that are written like the name itself, else those without a unit, else all. */
function mostLike(header: readonly string[], columns: number[], name: string): number[] {
  const literal = columns.filter((column) => header[column]!.trim().toLowerCase() === name.toLowerCase());
  const bare = columns.filter((column) => writtenUnit(header[column]!) === undefined);
  return [literal, bare, columns].find((some) => some.length > 0) ?? [];
}

/**
 * How many of a drive's columns a header names, and whether all that every drive has are among them; 0 where the table is
 * not meant to be a drive: two of those columns would be there, or one by its own name.
 */
export function namedColumns(header: readonly string[]): { named: number; isWhole: boolean } {
  const needed = COLUMN_NAMES.filter((name) => COLUMNS[name].needed);
  const isThere = (title: string) => columnsLike(header, title).length > 0;
  const found = needed.filter((name) => [COLUMNS[name].title, ...COLUMNS[name].others].some(isThere));
  const isDrive = found.length > 1 || needed.some((name) => isThere(COLUMNS[name].title));
  const named = isDrive ? new Set(header.map(columnNamed).filter((name) => name !== undefined)).size : 0;
  return { named, isWhole: found.length === needed.length };
}

/** What becomes of a header's columns beyond those of a drive's own names: read as one of them, or left alone. */
export function otherColumns(header: readonly string[], columns: ColumnIndexes) {
  const readAs: string[] = [];
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    if (column === undefined || isAlike(header[column]!, COLUMNS[name].title)) continue;
    readAs.push(`${header[column]!.trim()} as ${COLUMNS[name].title}`);
  }
  const read: (number | undefined)[] = Object.values(columns);
  const others = header.filter((_, column) => !read.includes(column)).map((title) => title.trim());
  return { readAs, others: others.filter((title) => title !== '') };
}

/** Longest header that an error repeats, in characters: a file of another kind may be one endless line. */
const SHOWN = 120;

function show(header: readonly string[]): string {
  const titles = header.map((title) => title.trim()).join(', ');
  return titles.length > SHOWN ? `${titles.slice(0, SHOWN)}…` : titles;
}
