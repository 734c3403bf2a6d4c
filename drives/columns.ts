import { InputError } from '../core/input-error.js';

/**
 * The columns of a drive file: its name in the header (the article's words), and the units it may come in with the
 * factor to SI (steering: to deg). The first unit is the one that is meant where nothing else is said.
 */
export const COLUMNS = {
  t: { title: 't', needed: false, units: { s: 1, ms: 1e-3 } },
  curvature: { title: 'Curvature', needed: true, units: { '1/m': 1, '1/km': 1e-3 } },
  velocity: { title: 'Velocity', needed: true, units: { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 } },
  ay: { title: 'Ay', needed: false, units: { 'm/s2': 1, g: 9.80665 } },
  steering: { title: 'Steering_Angle', needed: true, units: { deg: 1, rad: 180 / Math.PI } },
  valid: { title: 'Valid', needed: false, units: {} },
  lat: { title: 'lat', needed: false, units: {} },
  lon: { title: 'lon', needed: false, units: {} },
  x: { title: 'x', needed: false, units: {} },
  y: { title: 'y', needed: false, units: {} },
  positionAge: { title: 'Position_Age', needed: false, units: {} },
} as const satisfies Record<string, { title: string; needed: boolean; units: Record<string, number> }>;

export type ColumnName = keyof typeof COLUMNS;
type NeededColumn = 'curvature' | 'velocity' | 'steering';
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[]; // as: Object.keys forgets the names

/** Where each column stands in a header, counted from 0. */
export type ColumnIndexes = Record<NeededColumn, number> & Partial<Record<ColumnName, number>>;

/** Any order, any case, blanks around the names; other columns are left alone. `where` is the header's file:line. */
export function findColumns(header: readonly string[], where: string): ColumnIndexes {
  const titles = header.map(normalized);
  const found: Partial<Record<ColumnName, number>> = {};
  const faults: string[] = [];
  for (const name of COLUMN_NAMES) {
    const { title, needed } = COLUMNS[name];
    const count = titles.filter((other) => other === normalized(title)).length;
    if (count > 1 || (needed && count === 0)) faults.push(`${count || 'no'} ${title}`);
    if (count === 1) found[name] = titles.indexOf(normalized(title));
  }
  if (faults.length > 0) {
    throw new InputError(
      `expected one column of each name, got ${faults.join(' and ')} in "${show(header)}" (${where})`,
    );
  }
  return found as ColumnIndexes; // as: a needed column that is not there is a fault
}

/** Whether a table is meant to be a drive: one of the columns that every drive has is there. */
export function isDriveHeader(header: readonly string[]): boolean {
  const needed = COLUMN_NAMES.filter((name) => COLUMNS[name].needed).map((name) => normalized(COLUMNS[name].title));
  return header.some((title) => needed.includes(normalized(title)));
}

/** Titles of the columns that are left alone. */
export function otherColumns(header: readonly string[]): string[] {
  const known = COLUMN_NAMES.map((name) => normalized(COLUMNS[name].title));
  return header.map((title) => title.trim()).filter((title) => title !== '' && !known.includes(normalized(title)));
}

const normalized = (title: string) => title.trim().toLowerCase();

/** Longest header that an error repeats, in characters: a file of another kind may be one endless line. */
const SHOWN = 120;

function show(header: readonly string[]): string {
  const titles = header.map((title) => title.trim()).join(', ');
  return titles.length > SHOWN ? `${titles.slice(0, SHOWN)}…` : titles;
}
