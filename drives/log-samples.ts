import { readCandump } from '../can/log/candump.js';
import { FrameSampler } from '../can/vehicle/frame-sampler.js';
import type { LogRemark } from '../can/log/log-reader.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { systemFault } from '../files/system-fault.js';
import { SignalCheck } from './signal-check.js';

export type LogOptions = {
  vehicle: Vehicle;
  /** s */
  dt: number;
  remark: LogRemark;
  /** ends the reading with its reason */
  signal?: AbortSignal;
};

/**
 * A CAN log as samples of a vehicle, on the grid of the model's step `dt` (s), as the car would have made them. They
 * come as the log is read; what was wrong with it is remarked on at its end.
 */
export async function* logSamples(
  path: string,
  { vehicle, dt, remark, signal }: LogOptions,
): AsyncGenerator<VehicleSample, void> {
  const sampler = new FrameSampler(vehicle, dt);
  const signals = new SignalCheck();
  try {
    for await (const frames of readCandump(path, remark)) {
      signal?.throwIfAborted();
      for (const frame of frames) {
        const samples = sampler.push(frame);
        if (samples.length === 0) continue;
        for (const sample of samples) signals.add(sample);
        yield* samples;
      }
    }
  } catch (error) {
    throw systemFault(error, 'a CAN log that can be read', path);
  }
  const last = sampler.end();
  for (const sample of last) signals.add(sample);
  yield* last;
  const { counts } = sampler;
  if (counts.wanted === 0) {
    const on = vehicle.profile.channel === undefined ? '' : ` on ${vehicle.profile.channel}`;
    throw new InputError(`expected messages of ${vehicle.where}${on}, got none in ${counts.frames} frames (${path})`);
  }
  remark(`${path}: ${counts.describe()}`);
  if (signals.remark !== undefined) remark(`${path}: ${signals.remark} (${vehicle.where})`);
}
