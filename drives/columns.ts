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

/** The column of a drive that a title names, by any of its names. */
export const columnNamed = (title: string): ColumnName | undefined =>
  COLUMN_NAMES.find((name) => [COLUMNS[name].title, ...COLUMNS[name].others].some((one) => isAlike(title, one)));

/** Whether a title is a name, but for case, marks and a unit. */
export const isAlike = (title: string, name: string) => normalized(title) === normalized(name);

/** `Time`, `Timestamp`: times by another name than `t`. */
export const isTimeTitle = (title: string): boolean => COLUMNS.t.others.some((name) => isAlike(title, name));

/** `Velocity [km/h]`, `Velocity (km/h)`: a title that says its unit. */
export const WITH_UNIT = /^(.*?)\s*(?:\[([^\]]*)\]|\(([^)]*)\))\s*$/;

const normalized = (title: string) =>
  title
    .replace(WITH_UNIT, '$1')
    .trim()
    .toLowerCase()
    .replace(/^[#%]\s*|[_\s-]/g, ''); // a header behind a comment's mark, as numerical tools write it
