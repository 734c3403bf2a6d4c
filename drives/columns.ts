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
  lat: { title: 'lat', others: [], needed: false, units: {} },
  lon: { title: 'lon', others: [], needed: false, units: {} },
  x: { title: 'x', others: [], needed: false, units: {} },
  y: { title: 'y', others: [], needed: false, units: {} },
  positionAge: { title: 'Position_Age', others: [], needed: false, units: {} },
} as const satisfies Record<string, Column>;

type Column = { title: string; others: readonly string[]; needed: boolean; units: Record<string, number> };
export type ColumnName = keyof typeof COLUMNS;
type NeededColumn = 'curvature' | 'velocity' | 'steering';
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[]; // as: Object.keys forgets the names

/** Where each column stands in a header, counted from 0. */
export type ColumnIndexes = Record<NeededColumn, number> & Partial<Record<ColumnName, number>>;

/**
 * Any order and case, with or without `_`, `-` and blanks; other columns are left alone. Where a column has none of its
 * own name, it is the first of the other names that is there. `where` is the header's file:line.
 */
export function findColumns(header: readonly string[], where: string): ColumnIndexes {
  const titles = header.map(normalized);
  const found: Partial<Record<ColumnName, number>> = {};
  const faults: string[] = [];
  for (const name of COLUMN_NAMES) {
    const { title, others, needed } = COLUMNS[name];
    const wanted = [title, ...others].find((one) => titles.includes(normalized(one))) ?? title;
    const count = titles.filter((one) => one === normalized(wanted)).length;
    if (count > 1 || (needed && count === 0)) faults.push(`${count || 'no'} ${wanted}`);
    if (count === 1) found[name] = titles.indexOf(normalized(wanted));
  }
  if (faults.length > 0) {
    throw new InputError(
      `expected one column of each name, got ${faults.join(' and ')} in "${show(header)}" (${where})`,
    );
  }
  return found as ColumnIndexes; // as: a needed column that is not there is a fault
}

/** `Velocity [km/h]`, `Velocity (km/h)`: a title that says its unit. */
const WITH_UNIT = /^(.*?)\s*(?:\[([^\]]*)\]|\(([^)]*)\))\s*$/;

/** Factors to the units of a VehicleSample, where a column's title says its unit. One that is not known is an InputError. */
export function titleUnits(
  header: readonly string[],
  columns: ColumnIndexes,
  where: string,
): Partial<Record<ColumnName, number>> {
  const factors: Partial<Record<ColumnName, number>> = {};
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    const units: Record<string, number> = COLUMNS[name].units;
    const [, , square, round] = WITH_UNIT.exec(column === undefined ? '' : header[column]!) ?? [];
    const written = (square ?? round)?.trim();
    if (!written || Object.keys(units).length === 0) continue;
    const unit = written.replace('°', 'deg').replace(/\^2|²/, '2');
    factors[name] = Object.entries(units).find(([known]) => known === unit)?.[1];
    if (factors[name] !== undefined) continue;
    const known = Object.keys(units).join(', ');
    throw new InputError(`expected ${COLUMNS[name].title} in ${known}, got "${written}" in its title (${where})`);
  }
  return factors;
}

/** Whether a table is meant to be a drive: one of the columns that every drive has is there. */
export function isDriveHeader(header: readonly string[]): boolean {
  const needed = COLUMN_NAMES.filter((name) => COLUMNS[name].needed).flatMap((name) =>
    [COLUMNS[name].title, ...COLUMNS[name].others].map(normalized),
  );
  return header.some((title) => needed.includes(normalized(title)));
}

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
    .replace(/[_\s-]/g, '');

/** Longest header that an error repeats, in characters: a file of another kind may be one endless line. */
const SHOWN = 120;

function show(header: readonly string[]): string {
  const titles = header.map((title) => title.trim()).join(', ');
  return titles.length > SHOWN ? `${titles.slice(0, SHOWN)}…` : titles;
}
