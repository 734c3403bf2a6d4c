import type { VehicleSample } from '../core/vehicle-sample.js';

/**
 * The columns of a drive file: its name in the header (the article's words), the names that others give it, the units it
 * may come in with the factor to SI (steering: to deg), and its field in a sample. The first unit is the one that is
 * meant where nothing else is said.
 */
export const COLUMNS = {
  t: {
    title: 't',
    others: ['Time', 'Timestamp'],
    needed: false,
    units: { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 },
    field: 'time',
  },
  curvature: { title: 'Curvature', others: [], needed: true, units: { '1/m': 1, '1/km': 1e-3 }, field: 'curvature' },
  velocity: {
    title: 'Velocity',
    others: ['Speed', 'Vehicle_Speed'],
    needed: true,
    units: { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 },
    field: 'vEgo',
  },
  ay: { title: 'Ay', others: [], needed: false, units: { 'm/s2': 1, g: 9.80665 }, field: 'aLat' },
  steering: {
    title: 'Steering_Angle',
    others: ['Steering_Wheel_Angle', 'Steering'],
    needed: true,
    units: { deg: 1, rad: 180 / Math.PI },
    field: 'steeringAngleDeg',
  },
  valid: { title: 'Valid', others: [], needed: false, units: {}, field: 'valid' },
  lat: { title: 'lat', others: [], needed: false, units: { deg: 1 }, field: 'latitude' },
  lon: { title: 'lon', others: [], needed: false, units: { deg: 1 }, field: 'longitude' },
  x: { title: 'x', others: [], needed: false, units: { m: 1 }, field: 'x' },
  y: { title: 'y', others: [], needed: false, units: { m: 1 }, field: 'y' },
  positionAge: { title: 'Position_Age', others: [], needed: false, units: { s: 1, ms: 1e-3 }, field: 'positionAge' },
} as const satisfies Record<string, Column>;

type Column = {
  title: string;
  others: readonly string[];
  needed: boolean;
  units: Record<string, number>;
  field: keyof VehicleSample;
};
export type ColumnName = keyof typeof COLUMNS;
export type NeededColumn = 'curvature' | 'velocity' | 'steering';
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[]; // as: Object.keys forgets the names
export const isNeeded = (name: ColumnName): name is NeededColumn => COLUMNS[name].needed;
export const NEEDED = COLUMN_NAMES.filter(isNeeded);

/** Where each column stands in a header, counted from 0. */
export type ColumnIndexes = Record<NeededColumn, number> & Partial<Record<ColumnName, number>>;

/** The titles that some columns have in a file, as its user says. */
export type Titles = Partial<Record<ColumnName, string>>;

/** The column of a drive that a title names: as its user says, else by any of its names. */
export const columnNamed = (title: string, said: Titles = {}): ColumnName | undefined =>
  COLUMN_NAMES.find((name) => said[name] !== undefined && isAlike(title, said[name])) ??
  COLUMN_NAMES.find((name) => namesOf(name).some((one) => isAlike(title, one)));

/** Its own name and the other usual ones, best first. */
export const namesOf = (name: ColumnName): string[] => [COLUMNS[name].title, ...COLUMNS[name].others];

/** Whether a title is a name, but for case, marks and a unit. */
export const isAlike = (title: string, name: string) => normalized(title) === normalized(name);

/** `Time`, `Timestamp`: times by another name than `t`. */
export const isTimeTitle = (title: string): boolean => COLUMNS.t.others.some((name) => isAlike(title, name));

/** `Velocity [km/h]`, `Velocity (km/h)`: a title that says its unit. */
export const WITH_UNIT = /^(.*?)(?:\[([^\]]*)\]|\(([^)]*)\))\s*$/;

/** What alike titles have in common. */
export const normalized = (title: string) =>
  title
    .replace(WITH_UNIT, '$1')
    .trim()
    .toLowerCase()
    .replace(/^[#%]\s*|[_\s-]/g, ''); // a header behind a comment's mark, as numerical tools write it
