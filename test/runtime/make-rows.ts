import type { VehicleSample } from '../../core/vehicle-sample.js';

/** A row at a time (s); its values tell rows and signals apart. */
export const makeRow = (time: number, changes: Partial<VehicleSample> = {}): VehicleSample => ({
  time,
  curvature: time / 100,
  vEgo: 10 + time,
  steeringAngleDeg: -time,
  valid: true,
  ...changes,
});

/** Rows 0.1 s apart, times as the grid has them. */
export const makeRows = (count: number): VehicleSample[] => Array.from({ length: count }, (_, k) => makeRow(k / 10));
