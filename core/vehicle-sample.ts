import type { Reason } from './prediction.js';

/**
 * One row of a drive, or one row on the grid of the model's step.
 * Left is positive in every signal (ISO 8855: y to the left, z up); what comes in otherwise is flipped at the edge.
 */
export type VehicleSample = {
  /** s, from the frame or the file's `t`; never from the wall clock */
  time: number;
  /** 1/m, of the road or the driven path */
  curvature: number;
  /** m/s */
  vEgo: number;
  /** deg, the steering wheel (hand wheel), not the road wheels */
  steeringAngleDeg: number;
  /** m/s² */
  aLat?: number;
  /** rad/s */
  yawRate?: number;
  /** deg, WGS 84 */
  latitude?: number;
  longitude?: number;
  /** m, in the frame of a map of its own */
  x?: number;
  y?: number;
  /** s, how old the position was at `time`; 0 where nothing is said */
  positionAge?: number;
  /** of the lane ahead as a camera sees it: 1/m here, and its change along the lane in 1/m² */
  lane?: { curvature: number; curvatureRate: number };
  /** m, driven in all */
  odometer?: number;
  /** whether it is on, where the car tells */
  ignition?: boolean;
  /** false: the recording says that this row must not be used; it ends a window */
  valid: boolean;
  /** what the bus had to say of it; one that is not valid carries a reason of INIT or INVALID */
  reasons?: readonly Reason[];
  /** s, how old the values were at `time`; NaN where none had come */
  ages?: { curvature: number; vEgo: number; steeringAngleDeg: number };
};

/** Beyond what any road vehicle does: 1/m (a turn on the spot), m/s, and deg (three turns of the wheel and more). */
const BOUNDS = { curvature: 1, vEgo: 150, steeringAngleDeg: 1500 };

/** The sample; one with a value that is no number, or that no road vehicle has, is not valid, whatever was recorded. */
export function plausibleOrInvalid(sample: VehicleSample): VehicleSample {
  const plausible =
    Math.abs(sample.curvature) <= BOUNDS.curvature &&
    Math.abs(sample.vEgo) <= BOUNDS.vEgo &&
    Math.abs(sample.steeringAngleDeg) <= BOUNDS.steeringAngleDeg; // false for NaN
  return plausible || !sample.valid ? sample : { ...sample, valid: false };
}

/** Whether one of these is a curvature (1/m) or a steering-wheel angle (deg) that no road vehicle has; NaN is unknown. */
export const isBeyondCurvature = (values: ArrayLike<number>): boolean => isBeyond(values, BOUNDS.curvature);
export const isBeyondSteering = (values: ArrayLike<number>): boolean => isBeyond(values, BOUNDS.steeringAngleDeg);

/** A plain loop: `some` makes an object of each value, and this runs at every step. */
function isBeyond(values: ArrayLike<number>, bound: number): boolean {
  for (let k = 0; k < values.length; k++) if (Math.abs(values[k]!) > bound) return true;
  return false;
}
