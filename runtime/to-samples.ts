import { concatMap, defer, type OperatorFunction } from 'rxjs';
import { GridSampler } from '../core/sampling.js';
import type { VehicleSample } from '../core/vehicle-sample.js';

/** Rows at their own rate → samples on the grid of the model's step `dt` (s). */
export function toSamples(dt: number): OperatorFunction<VehicleSample, VehicleSample> {
  return (rows$) =>
    defer(() => {
      const sampler = new GridSampler(dt);
      return rows$.pipe(concatMap((row) => sampler.push(row)));
    });
}
