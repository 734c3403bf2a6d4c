import { InputError } from '../core/input-error.js';

/**
 * The columns of a drive file: its name in the header (the article's words), the names that others give it, and the
 * units it may come in with the factor to SI (steering: to deg). The first unit is the one that is meant where nothing
 * else is said.
 */
export const COLUMNS = {
  t: { title: 't', others: ['Time', 'Timestamp'], needed: false, units: { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 } },
  curvature: { title: 'Curvature', others: [], needed: true, units: { '1/m': 1, '1/km': 1e-3 } },
  velocity: {
    title: 'Velocity',
    others: ['Speed', 'Vehicle_Speed'],
    needed: true,
    units: { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 },
  },
  ay: { title: 'Ay', others: [], needed: false, units: { 'm/s2': 1, g: 9.80665 } },
  steering: {
    title: 'Steering_Angle',
    others: ['Steering_Wheel_Angle', 'Steering'],
    needed: true,
    units: { deg: 1, rad: 180 / Math.PI },
  },
  valid: { title: 'Valid', others: [], needed: false, units: {} },
  lat: { title: 'lat', others: [], needed: false, units: { deg: 1 } },
  lon: { title: 'lon', others: [], needed: false, units: { deg: 1 } },
  x: { title: 'x', others: [], needed: false, units: { m: 1 } },
  y: { title: 'y', others: [], needed: false, units: { m: 1 } },
  positionAge: { title: 'Position_Age', others: [], needed: false, units: { s: 1, ms: 1e-3 } },
} as const satisfies Record<string, Column>;

type Column = { title: string; others: readonly string[]; needed: boolean; units: Record<string, number> };
export type ColumnName = keyof typeof COLUMNS;
type NeededColumn = 'curvature' | 'velocity' | 'steering';
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[]; // as: Object.keys forgets the names

/** Where each column stands in a header, counted from 0. */
export type ColumnIndexes = Record<NeededColumn, number> & Partial<Record<ColumnName, number>>;

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

/** The column of a drive that a title names, by any of its names. */
export const columnNamed = (title: string): ColumnName | undefined =>
  COLUMN_NAMES.find((name) => [COLUMNS[name].title, ...COLUMNS[name].others].some((one) => isAlike(title, one)));

const isAlike = (title: string, name: string) => normalized(title) === normalized(name);

const columnsLike = (header: readonly string[], name: string): number[] =>
  header.flatMap((title, column) => (isAlike(title, name) ? [column] : []));

/** Those that are written like the name itself, else those without a unit, else all. */
function mostLike(header: readonly string[], columns: number[], name: string): number[] {
  const literal = columns.filter((column) => header[column]!.trim().toLowerCase() === name.toLowerCase());
  const bare = columns.filter((column) => writtenUnit(header[column]!) === undefined);
  return [literal, bare, columns].find((some) => some.length > 0) ?? [];
}

/** `Velocity [km/h]`, `Velocity (km/h)`: a title that says its unit. */
const WITH_UNIT = /^(.*?)\s*(?:\[([^\]]*)\]|\(([^)]*)\))\s*$/;

function writtenUnit(title: string): string | undefined {
  const [, , square, round] = WITH_UNIT.exec(title) ?? [];
  return (square ?? round)?.trim() || undefined;
}

/** The factor that a title says for a column, undefined where it says none, null where it is not known. */
function unitOf(title: string, name: ColumnName): number | undefined | null {
  const written = writtenUnit(title);
  const units = Object.entries<number>(COLUMNS[name].units);
  if (written === undefined || units.length === 0) return undefined;
  return factorOf(written, name) ?? null;
}

function factorOf(written: string, name: ColumnName): number | undefined {
  const unit = written
    .toLowerCase()
    .replace('°', 'deg')
    .replace(/^[µμ]s$/, 'us')
    .replace(/\^2|²/, '2')
    .replace(/^kph$/, 'km/h');
  return Object.entries<number>(COLUMNS[name].units).find(([known]) => known === unit)?.[1];
}

/** `km/h`, `[km/h]` or `(km/h)`, in a row of units. */
const bareUnit = (cell: string) => cell.trim().replace(/^\[(.*)\]$|^\((.*)\)$/, '$1$2');

/** Whether the cell of a row of units is one of the column's. */
export const isUnitOf = (cell: string, name: ColumnName): boolean => factorOf(bareUnit(cell), name) !== undefined;

/** The title with the unit that stands below it; its own, and no unit (`-`), leave it as it is. */
export function withUnit(title: string, cell: string): string {
  const unit = bareUnit(cell);
  return writtenUnit(title) !== undefined || /^[-–—]?$/.test(unit) ? title : `${title.trim()} [${unit}]`;
}

function unknownUnit(title: string, name: ColumnName, where: string): InputError {
  const known = Object.keys(COLUMNS[name].units).join(', ');
  const got = writtenUnit(title) ?? '';
  return new InputError(
    `expected ${COLUMNS[name].title} in ${known}, got "${got}" in its title or below it (--units; ${where})`,
  );
}

/** Factors to the units of a VehicleSample, where a column's title says a unit that is known. */
export function titleUnits(header: readonly string[], columns: ColumnIndexes): Partial<Record<ColumnName, number>> {
  const factors: Partial<Record<ColumnName, number>> = {};
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    const factor = column === undefined ? undefined : unitOf(header[column]!, name);
    if (typeof factor === 'number') factors[name] = factor;
  }
  return factors;
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

/** `Time`, `Timestamp`: times by another name than `t`. */
export const isTimeTitle = (title: string): boolean => COLUMNS.t.others.some((name) => isAlike(title, name));

/** What becomes of a header's columns beyond those of a drive's own names: read as one of them, or left alone. */
export function otherColumns(header: readonly string[], columns: ColumnIndexes) {
  const readAs: string[] = [];
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    if (column === undefined || normalized(header[column]!) === normalized(COLUMNS[name].title)) continue;
    readAs.push(`${header[column]!.trim()} as ${COLUMNS[name].title}`);
  }
  const read: (number | undefined)[] = Object.values(columns);
  const others = header.filter((_, column) => !read.includes(column)).map((title) => title.trim());
  return { readAs, others: others.filter((title) => title !== '') };
}

const normalized = (title: string) =>
  title
    .replace(WITH_UNIT, '$1')
    .trim()
    .toLowerCase()
    .replace(/^[#%]\s*|[_\s-]/g, ''); // a header behind a comment's mark, as numerical tools write it

/** Longest header that an error repeats, in characters: a file of another kind may be one endless line. */
const SHOWN = 120;

function show(header: readonly string[]): string {
  const titles = header.map((title) => title.trim()).join(', ');
  return titles.length > SHOWN ? `${titles.slice(0, SHOWN)}…` : titles;
}
