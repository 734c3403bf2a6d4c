import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { makeVehicle, START } from './make-vehicle.js';

/** s */
export const DT = 0.1;

/** All samples that the vehicle's sampler makes of the frames, and its counts. */
export function sampleAll(frames: readonly CanFrame[], profile: Parameters<typeof makeVehicle>[0] = {}) {
  const sampler = new FrameSampler(makeVehicle(profile), { dt: DT });
  const samples = [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
  return { samples, counts: sampler.counts };
}

/** ms after START */
export const msOf = ({ time }: VehicleSample) => Math.round(time * 1e3 - START / 1e3);

/** The frames without those of this id from so many ms on. */
export const without = (frames: readonly CanFrame[], id: number, fromMs: number) =>
  frames.filter((frame) => frame.id !== id || frame.timestampUs < START + fromMs * 1000);

/** The sample so many ms after START. */
export const at = (samples: readonly VehicleSample[], ms: number) => samples.find((sample) => msOf(sample) === ms);
