import type { VehicleSample } from '../core/vehicle-sample.js';
import { COLUMN_NAMES, COLUMNS } from './columns.js';

/** The header that a written drive gets. */
export const WRITTEN_TITLES: string[] = COLUMN_NAMES.map((name) => COLUMNS[name].title);

/** A sample's cells below it, in SI and left positive; undefined where there is no value. */
export function writtenCells(sample: VehicleSample): (number | undefined)[] {
  const { time, curvature, vEgo, aLat, steeringAngleDeg, valid } = sample;
  const { latitude, longitude, x, y } = sample;
  return [time, curvature, vEgo, aLat, steeringAngleDeg, Number(valid), latitude, longitude, x, y].map((value) =>
    Number.isNaN(value) ? undefined : value,
  );
}
