import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { Random } from './random.js';
import type { Vehicle } from './vehicle.js';

/** What truly happens, at one step of the simulation; left positive. */
export type Truth = {
  /** m/s */
  vEgo: number;
  /** rad/s */
  yawRate: number;
  /** deg, the steering wheel without the sensor's offset */
  handWheelDeg: number;
  /** m/s² */
  lateralAcceleration: number;
};

/** m/s; below it yaw rate over speed says nothing about the path */
const SLOWEST_VALID = 2;
/** rad/s, zero of a yaw-rate sensor of a stability control */
const YAW_RATE_ZERO = 0.0008;
/** the speed signal's scale error: tyres' wear and pressure */
const SPEED_SCALE = 0.01;
/** m/s² */
const ACCELERATION_NOISE = 0.05;

/**
 * Records a drive: every `stride` steps of `dt` a row, from step `begin` to before step `end`. Curvature is yaw rate
 * over speed, its mean over `smoothing` to either side, so without phase shift; speed, angle and acceleration are in the steps
 * of their signals. Needs `LONGEST_SMOOTHING` seconds of truth on both sides and `angleDelay` before.
 */
export function recordRows(
  truth: readonly Truth[],
  vehicle: Vehicle,
  { begin, end, stride, dt, random }: { begin: number; end: number; stride: number; dt: number; random: Random },
): VehicleSample[] {
  const zero = YAW_RATE_ZERO * random.normal();
  const scale = 1 + SPEED_SCALE * random.between(-1, 1);
  const curvature = truth.map(
    ({ yawRate, vEgo }) =>
      (yawRate + zero + vehicle.yawRateNoise * random.normal()) / Math.max(SLOWEST_VALID, scale * vEgo),
  );
  const half = Math.round(vehicle.smoothing / dt);
  const delay = Math.round(vehicle.angleDelay / dt);
  const rows: VehicleSample[] = [];
  for (let i = begin; i < end; i += stride) {
    const { vEgo, lateralAcceleration } = truth[i]!;
    const shownSpeed = toSteps(scale * vEgo, 100);
    rows.push({
      time: toSteps((i - begin) * dt, 1e6),
      curvature: toSteps(meanAround(curvature, i, half), 1e7),
      vEgo: shownSpeed,
      steeringAngleDeg: toSteps(truth[i - delay]!.handWheelDeg + vehicle.steeringOffsetDeg, vehicle.stepsPerDegree),
      aLat: toSteps(lateralAcceleration + ACCELERATION_NOISE * random.normal(), 100),
      valid: shownSpeed >= SLOWEST_VALID,
    });
  }
  return rows;
}

/** A signal in whole steps; the division makes it the double nearest to the decimal number. */
function toSteps(value: number, stepsPerUnit: number): number {
  return Math.round(value * stepsPerUnit) / stepsPerUnit || 0; // no −0: it would be written as such
}

function meanAround(values: readonly number[], centre: number, half: number): number {
  let sum = 0;
  for (let k = centre - half; k <= centre + half; k++) sum += values[k]!;
  return sum / (2 * half + 1);
}
