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
/** rad/s, noise per step and zero of a yaw-rate sensor of a stability control */
const YAW_RATE_NOISE = 0.006;
const YAW_RATE_ZERO = 0.0008;
/** the speed signal's scale error: tyres' wear and pressure */
const SPEED_SCALE = 0.01;
/** m/s² */
const ACCELERATION_NOISE = 0.05;
/** s, half the width of the window over which the recorded curvature is smoothed */
export const SMOOTHING = 0.3;

/**
 * Records a drive: every `stride` steps of `dt` a row, from step `begin` to before step `end`. Curvature is yaw rate
 * over speed, smoothed by a symmetric window, so without phase shift; speed, angle and acceleration are in the steps
 * of their signals. Needs `SMOOTHING` seconds of truth on both sides and `angleDelay` before.
 */
export function recordRows(
  truth: readonly Truth[],
  vehicle: Vehicle,
  { begin, end, stride, dt, random }: { begin: number; end: number; stride: number; dt: number; random: Random },
): VehicleSample[] {
  const zero = YAW_RATE_ZERO * random.normal();
  const scale = 1 + SPEED_SCALE * random.between(-1, 1);
  const curvature = truth.map(
    ({ yawRate, vEgo }) => (yawRate + zero + YAW_RATE_NOISE * random.normal()) / Math.max(SLOWEST_VALID, scale * vEgo),
  );
  const window = hann(Math.round(SMOOTHING / dt));
  const delay = Math.round(vehicle.angleDelay / dt);
  const rows: VehicleSample[] = [];
  for (let i = begin; i < end; i += stride) {
    const { vEgo, lateralAcceleration } = truth[i]!;
    const shownSpeed = toSteps(scale * vEgo, 100);
    rows.push({
      time: toSteps((i - begin) * dt, 1e6),
      curvature: toSteps(smoothed(curvature, i, window), 1e7),
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

/** Weights that sum to one, of 2·half + 1 samples (von Hann's window). */
function hann(half: number): Float64Array {
  return Float64Array.from(
    { length: 2 * half + 1 },
    (_, k) => (1 + Math.cos((Math.PI * (k - half)) / (half + 1))) / (2 * half + 2),
  );
}

function smoothed(values: readonly number[], centre: number, window: Float64Array): number {
  const first = centre - (window.length - 1) / 2;
  let sum = 0;
  for (let k = 0; k < window.length; k++) sum += window[k]! * values[first + k]!;
  return sum;
}
