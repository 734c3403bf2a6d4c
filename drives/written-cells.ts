import type { VehicleSample } from '../core/vehicle-sample.js';
import { COLUMNS } from './columns.js';

/** What each column is written from, in SI and left positive; positions only where the drive has any. */
const CELLS = {
  t: ({ time }) => time,
  curvature: ({ curvature }) => curvature,
  velocity: ({ vEgo }) => vEgo,
  ay: ({ aLat }) => aLat,
  steering: ({ steeringAngleDeg }) => steeringAngleDeg,
  valid: ({ valid }) => Number(valid),
  lat: ({ latitude }) => latitude,
  lon: ({ longitude }) => longitude,
  x: ({ x }) => x,
  y: ({ y }) => y,
  positionAge: ({ positionAge }) => positionAge,
} as const satisfies Record<keyof typeof COLUMNS, (sample: VehicleSample) => number | undefined>;

type Cell = string | number | undefined;

/** A drive as its header and a line of cells for each row; undefined where there is no value. */
export function writtenTable(rows: readonly VehicleSample[]): Cell[][] {
  const names = (Object.keys(CELLS) as (keyof typeof CELLS)[]).filter(
    (name) =>
      !['lat', 'lon', 'x', 'y', 'positionAge'].includes(name) || rows.some((row) => CELLS[name](row) !== undefined),
  ); // as: Object.keys forgets the names
  const cells = names.map((name) => CELLS[name]);
  const line = (row: VehicleSample) =>
    cells.map((cell) => {
      const value = cell(row);
      return Number.isNaN(value) ? undefined : value;
    });
  return [names.map((name) => COLUMNS[name].title), ...rows.map(line)];
}
