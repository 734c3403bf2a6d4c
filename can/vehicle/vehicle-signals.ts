import { REASON_STATES, type Reason } from '../../core/prediction.js';
import { carriesAngles } from '../../core/validity.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { addOnce, type Moment, type Signal } from './signal.js';

/** The quantities of a vehicle, in the units of a VehicleSample; curvature is its own signal or made from the yaw rate. */
export type VehicleSignals = {
  steeringAngleDeg: Signal;
  /** m/s, of either sign */
  vEgo: Signal;
  /** 1/m */
  curvature?: Signal;
  /** rad/s */
  yawRate?: Signal;
  /** 1 in reverse gear, else 0 */
  reverse?: Signal;
  /** 1 where the ignition is on, else 0 */
  ignition?: Signal;
  /** m/s² */
  aLat?: Signal;
  /** deg, WGS 84 */
  latitude?: Signal;
  longitude?: Signal;
  /** 1/m and 1/m², of the lane ahead as a camera sees it */
  laneCurvature?: Signal;
  laneCurvatureRate?: Signal;
  /** m */
  odometer?: Signal;
};

const NONE: readonly Reason[] = [];

/** What a sample has where there is a young value. */
const BESIDE = ['aLat', 'yawRate', 'latitude', 'longitude', 'odometer'] as const;

/** m/s; a speed signal's zero may come out a little below it */
const SLOWEST_REVERSE = 0.1;

/** What a sample is made at. */
export type GridStep = Moment & {
  /** m/s; below it a path's curvature can't be told */
  speedFloor: number;
  /** s, how much older a position is than its frames */
  positionLatency: number;
  /** interleaved grids that this step is of one of */
  phases: number;
  /** what befell the clock since the grid's last step, and the interface */
  clock: readonly Reason[];
  /** empty; used while a sample is made */
  told: Reason[];
};

/** The signals as they stand at a grid time → the sample of it, with what is wrong and whether it may be used. */
export function sampleOf(signals: VehicleSignals, step: GridStep): VehicleSample {
  const { steeringAngleDeg, vEgo, yawRate, reverse } = signals;
  const { timeUs, speedFloor, clock } = step;
  const path = signals.curvature ?? yawRate;
  const told = step.told;
  for (let r = 0; r < clock.length; r++) told.push(clock[r]!);
  steeringAngleDeg.report(told, step);
  vEgo.report(told, step);
  path?.report(told, step);
  reverse?.report(told, step);
  const isReversing = reverse?.value === 1 || vEgo.value < -SLOWEST_REVERSE;
  const speed = isReversing ? -Math.abs(vEgo.value) : vEgo.value;
  if (Math.abs(speed) < speedFloor) addOnce(told, 'LOW_SPEED');
  if (isReversing) addOnce(told, 'REVERSE');
  const reasons = told.length === 0 ? NONE : told.splice(0);
  const sample: VehicleSample = {
    time: timeUs / 1e6,
    curvature: signals.curvature ? signals.curvature.value : pathCurvature(yawRate, speed, speedFloor),
    vEgo: speed,
    steeringAngleDeg: steeringAngleDeg.value,
    valid: reasons.every(isUsable),
    reasons,
    ages: {
      curvature: Math.max(path?.ageAt(timeUs) ?? NaN, signals.curvature ? 0 : vEgo.ageAt(timeUs)),
      vEgo: vEgo.ageAt(timeUs),
      steeringAngleDeg: steeringAngleDeg.ageAt(timeUs),
    },
  };
  for (let b = 0; b < BESIDE.length; b++) {
    const name = BESIDE[b]!;
    if (signals[name]?.isAlive(timeUs)) sample[name] = signals[name].value;
  }
  if (signals.ignition?.isAlive(timeUs)) sample.ignition = signals.ignition.value === 1;
  if (sample.latitude !== undefined && sample.longitude !== undefined) {
    const sinceFrames = Math.max(signals.latitude!.ageAt(timeUs), signals.longitude!.ageAt(timeUs));
    sample.positionAge = sinceFrames + step.positionLatency;
  }
  const { laneCurvature, laneCurvatureRate } = signals;
  if (laneCurvature?.isAlive(timeUs)) {
    const curvatureRate = laneCurvatureRate?.isAlive(timeUs) ? laneCurvatureRate.value : 0;
    sample.lane = { curvature: laneCurvature.value, curvatureRate };
  }
  return sample;
}

/** Whether a step that this is said of may be used. */
const isUsable = (reason: Reason): boolean => carriesAngles(REASON_STATES[reason]);

/**
 * Yaw rate over speed: the path's curvature as far as the car's heading follows the path (steady sideslip). Backwards
 * the speed is negative, so that the same steering has the same curvature. NaN below the floor.
 */
function pathCurvature(yawRate: Signal | undefined, speed: number, speedFloor: number): number {
  return yawRate && Math.abs(speed) >= speedFloor ? yawRate.value / speed : NaN;
}
