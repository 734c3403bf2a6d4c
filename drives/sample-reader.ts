import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { dateReader, flagReader, numberReader } from './column-reader.js';
import type { ColumnIndexes, ColumnName, Titles } from './columns.js';
import { dateSeconds } from './date-time.js';
import type { SidedColumn } from './right-positive.js';
import { HEADER_ROW, type Table } from './table.js';
import { titleUnits } from './title-units.js';
import type { UnitFactors } from './units.js';

/** How the file's author meant the cells, where the file can't say it itself. */
export type CellOptions = {
  /** which title has what, where it is none of the usual names */
  columns?: Titles | undefined;
  units?: UnitFactors | undefined;
  rightPositive?: readonly SidedColumn[] | undefined;
  /** s, the row step of a file without `t`, or with times by another name */
  rowDt?: number | undefined;
  /** s, the row step of a file without any times where nobody says one */
  fallbackRowDt?: number | undefined;
};

const PLACES = ['latitude', 'longitude', 'x', 'y', 'positionAge'] as const;

/** A row's cells → its sample, in SI and left positive. */
export function sampleReader(
  table: Table,
  columns: ColumnIndexes,
  { columns: said, units: given = {}, rightPositive = [], rowDt, fallbackRowDt }: CellOptions,
): (row: number) => VehicleSample {
  const units = { ...titleUnits(table.header, columns, said), ...given };
  const flipped = new Set<ColumnName>(rightPositive);
  const reader = (name: ColumnName, column: number) =>
    numberReader(table, column, (units[name] ?? 1) * (flipped.has(name) ? -1 : 1));
  const timeAt =
    columns.t === undefined ? rowTimes(table, rowDt ?? fallbackRowDt) : fileTimes(table, columns.t, units.t);
  const curvature = reader('curvature', columns.curvature);
  const velocity = reader('velocity', columns.velocity);
  const steering = reader('steering', columns.steering);
  const optional = (name: ColumnName) => (columns[name] === undefined ? undefined : reader(name, columns[name]));
  const ay = optional('ay');
  const places = {
    latitude: optional('lat'),
    longitude: optional('lon'),
    x: optional('x'),
    y: optional('y'),
    positionAge: optional('positionAge'),
  };
  const validAt = columns.valid === undefined ? () => true : flagReader(table, columns.valid);

  return (row) => {
    const valid = validAt(row);
    // A row that must not be used may lack values, as a recorder has none while a sensor is out. It keeps its place in
    // time, with NaN for what it lacks.
    const read = valid ? 'needed' : 'ifAny';
    const sample: VehicleSample = {
      time: timeAt(row),
      curvature: curvature[read](row),
      vEgo: velocity[read](row),
      steeringAngleDeg: steering[read](row),
      valid,
    };
    const aLat = ay?.ifAny(row) ?? NaN;
    if (!Number.isNaN(aLat)) sample.aLat = aLat;
    for (const name of PLACES) {
      const value = places[name]?.ifAny(row) ?? NaN;
      if (!Number.isNaN(value)) sample[name] = value;
    }
    return sample;
  };
}

/** The rows of a file without `t` are `rowDt` apart, the first at 0. */
function rowTimes(table: Table, rowDt: number | undefined): (row: number) => number {
  if (rowDt === undefined) {
    const got = 'neither, so when its rows were taken is not known';
    throw new InputError(
      `expected a column t or the step of the rows (--row-dt), got ${got} (${table.where(HEADER_ROW)})`,
    );
  }
  return (row) => toMicroseconds(row * rowDt);
}

/** A stamp in s is taken as it is written; one in another unit must not gain digits by the conversion. */
function fileTimes(table: Table, column: number, factor = 1): (row: number) => number {
  const isDates = factor === 1 && table.rowCount > 0 && !Number.isNaN(dateSeconds(table.cell(0, column)));
  if (isDates) return dateReader(table, column);
  const { needed } = numberReader(table, column, factor);
  return factor === 1 ? needed : (row) => toMicroseconds(needed(row));
}

/** s, to the microsecond, as stamps are */
const toMicroseconds = (time: number) => Math.round(time * 1e6) / 1e6;
