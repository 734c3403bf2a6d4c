import { GridSampler } from '../core/sampling.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from './drive.js';

/** A drive's samples on the grid of the model's step `dt` (s), as the trainer learns from them and the car sees them. */
export function* driveSamples({ rows, gridDt }: Pick<Drive, 'rows' | 'gridDt'>, dt: number): Generator<VehicleSample> {
  if (gridDt === dt) {
    yield* rows;
    return;
  }
  const sampler = new GridSampler(dt);
  for (const row of rows) yield* sampler.push(row);
}
