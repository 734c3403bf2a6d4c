import fc from 'fast-check';
import type { VehicleSample } from '../../core/vehicle-sample.js';

/** `count` rows 0.1 s apart with values that differ from row to row and column to column. */
export function makeRows(count: number): VehicleSample[] {
  return Array.from({ length: count }, (_, k) => ({
    time: Math.round(k * 1e5) / 1e6,
    curvature: 0.001 * (k - 2),
    vEgo: 20 + k,
    steeringAngleDeg: -3.5 * k + 1,
    aLat: 0.25 * (k - 5),
    valid: true,
  }));
}

/** Any finite number but −0, which text has no need to keep. */
const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);

const row = fc
  .record({
    curvature: value,
    vEgo: value,
    steeringAngleDeg: value,
    aLat: fc.option(value, { nil: undefined }),
    valid: fc.boolean(),
  })
  .chain(({ aLat, ...rest }) =>
    fc.boolean().map((lost) => ({
      ...rest,
      ...(aLat === undefined ? {} : { aLat }),
      ...(lost && !rest.valid ? { steeringAngleDeg: NaN, vEgo: NaN } : {}),
    })),
  );

/** Any drive: 10 rows or more, time rising by whole microseconds, invalid rows with values that are lost. */
export const anyRows: fc.Arbitrary<VehicleSample[]> = fc
  .array(fc.tuple(row, fc.integer({ min: 1, max: 10_000_000 })), { minLength: 10, maxLength: 40 })
  .map((rows) => {
    let microseconds = 0;
    return rows.map(([values, step]) => ({ ...values, time: (microseconds += step) / 1e6 }));
  });
