import type { SteadyState } from '../../core/baselines.js';
import type { Random } from './random.js';

/** What makes one car steer differently from another, by the linear single-track model (synthetic-single-track.ts). */
export type Vehicle = {
  name: string;
  /** m */
  wheelbase: number;
  /** steering-wheel angle over road-wheel angle */
  steeringRatio: number;
  /** rad/(m/s²), front minus rear cornering compliance; positive understeers. 1 degree per g is 0.00178. */
  understeerGradient: number;
  /**
   * rad/(m/s²), the rear axle's slip angle per lateral acceleration (Bundorf and Leffert, The Cornering Compliance
   * Concept, SAE 760713)
   */
  rearCompliance: number;
  /** share of the weight on the front axle */
  frontLoad: number;
  /** s, first-order lag from the steering wheel to the tyres' forces: compliance of the steering, relaxation of the tyres */
  steeringLag: number;
  /** s, age of the angle when the car's network publishes it */
  angleDelay: number;
  /** deg, what the sensor shows when the car runs straight: toe and the sensor's zero */
  steeringOffsetDeg: number;
  /** the angle signal's steps in a degree: 10 is a resolution of 0.1 deg */
  stepsPerDegree: number;
  /** rad/s, white noise of the yaw-rate sensor in each step of the simulation */
  yawRateNoise: number;
  /** s to either side, over which the recording takes the mean of the curvature */
  smoothing: number;
};

/** s, no car's curvature is smoothed over more to either side */
export const LONGEST_SMOOTHING = 0.3;

/** Figures typical of each class; none is a measured car. */
export const VEHICLES: readonly Vehicle[] = [
  make('hatchback', [2.6, 14.8, 0.0022, 0.0042, 0.61], {
    lag: 0.08,
    delay: 0.02,
    offset: 0.4,
    steps: 10,
    noise: 0.006,
    smoothing: 0.25,
  }),
  make('sedan', [2.85, 15.4, 0.0024, 0.0038, 0.54], {
    lag: 0.1,
    delay: 0.05,
    offset: -0.7,
    steps: 10,
    noise: 0.01,
    smoothing: 0.2,
  }),
  make('suv', [2.75, 16.2, 0.0032, 0.0044, 0.57], {
    lag: 0.12,
    delay: 0.01,
    offset: 1.1,
    steps: 10,
    noise: 0.005,
    smoothing: 0.25,
  }),
  make('pickup', [3.75, 16.4, 0.0036, 0.0048, 0.58], {
    lag: 0.14,
    delay: 0.06,
    offset: -1.1,
    steps: 16,
    noise: 0.006,
    smoothing: 0.25,
  }),
  make('van', [3.5, 18.6, 0.0028, 0.0052, 0.52], {
    lag: 0.2,
    delay: 0.1,
    offset: 1.7,
    steps: 10,
    noise: 0.008,
    smoothing: 0.3,
  }),
  make('sports', [2.46, 12.6, 0.0013, 0.0032, 0.45], {
    lag: 0.05,
    delay: 0.03,
    offset: -0.2,
    steps: 20,
    noise: 0.012,
    smoothing: 0.15,
  }),
];

/** A car within the bounds of those on the road. */
export function drawVehicle(name: string, random: Random): Vehicle {
  const wheelbase = random.between(2.4, 3.8);
  return {
    name,
    wheelbase,
    steeringRatio: random.between(12, 20),
    understeerGradient: random.between(0.0008, 0.0042),
    rearCompliance: random.between(0.003, 0.0055),
    frontLoad: random.between(0.45, 0.62),
    steeringLag: random.between(0.05, 0.3),
    angleDelay: random.between(0, 0.15),
    steeringOffsetDeg: random.between(-2, 2),
    stepsPerDegree: random.pick([10, 16, 20]),
    yawRateNoise: random.logBetween(0.004, 0.012),
    smoothing: random.between(0.1, LONGEST_SMOOTHING),
  };
}

/** The car's closed form for `steadyStateAngle`: angle = ratio·(L + K·v²)·κ, in degrees, as its sensor shows it. */
export function steadyStateOf(vehicle: Vehicle): SteadyState {
  const degreesPerRad = (vehicle.steeringRatio * 180) / Math.PI;
  return {
    gain: degreesPerRad * vehicle.wheelbase,
    understeer: degreesPerRad * vehicle.understeerGradient,
    offset: vehicle.steeringOffsetDeg,
  };
}

type Chassis = [
  wheelbase: number,
  steeringRatio: number,
  understeerGradient: number,
  rearCompliance: number,
  frontLoad: number,
];
type Signals = { lag: number; delay: number; offset: number; steps: number; noise: number; smoothing: number };

function make(name: string, chassis: Chassis, signals: Signals): Vehicle {
  const [wheelbase, steeringRatio, understeerGradient, rearCompliance, frontLoad] = chassis;
  const { lag, delay, offset, steps, noise, smoothing } = signals;
  return {
    name,
    wheelbase,
    steeringRatio,
    understeerGradient,
    rearCompliance,
    frontLoad,
    steeringLag: lag,
    angleDelay: delay,
    steeringOffsetDeg: offset,
    stepsPerDegree: steps,
    yawRateNoise: noise,
    smoothing,
  };
}
