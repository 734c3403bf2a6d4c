import type { VehicleSample } from '../../core/vehicle-sample.js';
import { doubtsOf } from '../../drives/signal-check.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';

/** A minute on a country road by each car, ten rows a second. */
export const DRIVES = VEHICLES.map((vehicle) => {
  const { rows } = simulateDrive({ seed: 3, road: 'country', vehicle, seconds: 60, rowDt: 0.1 });
  return [vehicle.name, rows, vehicle] as const;
});

export type Change = (row: VehicleSample) => Partial<VehicleSample>;

export const doubtsOn = (rows: readonly VehicleSample[], change: Change = () => ({})) =>
  doubtsOf(rows.map((row) => ({ ...row, ...change(row) })));

export const steeringFlipped: Change = (row) => ({ steeringAngleDeg: -row.steeringAngleDeg });
export const curvatureFlipped: Change = (row) => ({ curvature: -row.curvature });
/** A signal that follows neither the road nor the wheel. */
export const hum = ({ time }: VehicleSample) => Math.sin(7 * time);
export const NOWHERE = { latitude: NaN, longitude: NaN, x: NaN, y: NaN };
