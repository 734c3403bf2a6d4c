import type { VehicleProfile } from '../can/vehicle/vehicle-profile.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { COLUMNS, type ColumnName } from './columns.js';

type Column = {
  title: string;
  /** NaN or undefined where there is no value, which leaves the cell empty */
  cell: (sample: VehicleSample) => number | string | undefined;
  /** the profile's signal without which there is no such column */
  of?: keyof VehicleProfile['signals'];
};

const drive = (name: ColumnName, cell: Column['cell'], of?: Column['of']): Column => ({
  title: COLUMNS[name].title,
  cell,
  ...(of && { of }),
});

/** The columns of a drive file, in its units and signs, then what only the bus can say: ages in s, and reasons. */
const SAMPLE_COLUMNS: readonly Column[] = [
  drive('t', ({ time }) => time),
  drive('curvature', ({ curvature }) => curvature),
  drive('velocity', ({ vEgo }) => vEgo),
  drive('ay', ({ aLat }) => aLat, 'lateralAcceleration'),
  drive('steering', ({ steeringAngleDeg }) => steeringAngleDeg),
  drive('valid', ({ valid }) => Number(valid)),
  drive('lat', ({ latitude }) => latitude, 'latitude'),
  drive('lon', ({ longitude }) => longitude, 'longitude'),
  { title: 'Yaw_Rate', cell: ({ yawRate }) => yawRate, of: 'yawRate' },
  { title: 'Odometer', cell: ({ odometer }) => odometer, of: 'odometer' },
  { title: 'Lane_Curvature', cell: ({ lane }) => lane?.curvature, of: 'laneCurvature' },
  { title: 'Curvature_Age', cell: ({ ages }) => ages?.curvature },
  { title: 'Velocity_Age', cell: ({ ages }) => ages?.vEgo },
  { title: 'Steering_Angle_Age', cell: ({ ages }) => ages?.steeringAngleDeg },
  drive('positionAge', ({ positionAge }) => positionAge, 'latitude'),
  { title: 'Reasons', cell: ({ reasons = [] }) => reasons.join('|') },
];

/**
 * Samples of a car's bus as lines of CSV, each with its line break: a drive file with what a model
 * is asked of, the positions, and the age and the faults of the values. Yaw rate, odometer and lane, by which a map is
 * followed, stand beside and are not read again.
 */
export function sampleLines({ signals }: Pick<VehicleProfile, 'signals'>) {
  const columns = SAMPLE_COLUMNS.filter(({ of }) => of === undefined || signals[of] !== undefined);
  return {
    header: `${columns.map(({ title }) => title).join(',')}\n`,
    line: (sample: VehicleSample): string => `${columns.map(({ cell }) => written(cell(sample))).join(',')}\n`,
  };
}

const written = (value: number | string | undefined): number | string =>
  value === undefined || Number.isNaN(value) ? '' : value;
