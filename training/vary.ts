import { isNextStep } from '../core/sample-window.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from '../drives/drive.js';
import { driveSamples } from '../drives/drive-samples.js';
import type { Random } from './random.js';

/** Steps by which steering may come earlier than it did; real cars have −0.1 … 0.4 s between steering and curvature. */
const SHIFTS = [-1, 1, 2, 3] as const;
/** Largest factor, or its inverse, on what the steering does per curvature. */
const LARGEST_GAIN = 1.8;
const LARGEST_OFFSET_DEG = 3;

/**
 * The drives on the grid of `dt` (s), each as another car would have steered it: more or less per curvature, from
 * another zero, earlier or later.
 */
export function variedDrives(drives: readonly Drive[], dt: number, random: Random): Drive[] {
  return drives.map((drive) => {
    const shift = SHIFTS[Math.floor(SHIFTS.length * random.uniform())]!;
    const gain = LARGEST_GAIN ** (2 * random.uniform() - 1);
    const offset = LARGEST_OFFSET_DEG * (2 * random.uniform() - 1);
    const samples = [...driveSamples(drive, dt)];
    const rows = samples.map((sample, i): VehicleSample => {
      const steered = samples[i + shift];
      const joined = steered && isNextStep(sample, { ...steered, time: steered.time - (shift - 1) * dt }, dt);
      if (!joined || !steered.valid) return { ...sample, valid: false };
      return { ...sample, steeringAngleDeg: gain * steered.steeringAngleDeg + offset };
    });
    const { steeringGain } = drive;
    return { ...drive, rows, gridDt: dt, ...(steeringGain && { steeringGain: gain * steeringGain }) };
  });
}
