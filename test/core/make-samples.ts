import fc from 'fast-check';
import type { VehicleSample } from '../../core/vehicle-sample.js';

/** s; a power of two, so that times are exact and the edge of a tolerance can be hit. */
export const DT = 0.125;

/** The sample of step k; its values tell steps and signals apart. */
export function makeSample(k: number, changes: Partial<VehicleSample> = {}): VehicleSample {
  return { time: k * DT, curvature: k / 1024, vEgo: 20 + k / 16, steeringAngleDeg: -k - 0.5, valid: true, ...changes };
}

/** Samples first … first+count−1, one step apart. */
export const makeSamples = (count: number, first = 0): VehicleSample[] =>
  Array.from({ length: count }, (_, k) => makeSample(first + k));

/** Sixteenths of a step from one sample to the next: mostly one step, or late, missing, twice, or back in time. */
const stride = fc.oneof(
  { weight: 80, arbitrary: fc.constant(16) },
  { weight: 4, arbitrary: fc.integer({ min: 8, max: 24 }) },
  { weight: 1, arbitrary: fc.integer({ min: 25, max: 2000 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -2000, max: -1 }) },
);

const lost = fc.record(
  { curvature: fc.constant(NaN), vEgo: fc.constant(Infinity), steeringAngleDeg: fc.constant(NaN) },
  { requiredKeys: [] },
);

/** A stream with everything that a bus does to it; values count up, `withLost` makes some of them no finite number. */
export const anyStream = ({ withLost = false } = {}): fc.Arbitrary<VehicleSample[]> => {
  const valid = fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
  const none = { weight: 19, arbitrary: fc.constant({}) };
  const values = withLost ? fc.oneof(none, { weight: 1, arbitrary: lost }) : fc.constant({});
  return fc.array(fc.tuple(stride, valid, values), { maxLength: 60, size: 'max' }).map((steps) => {
    let sixteenths = 0;
    return steps.map(([step, isValid, some], k) => {
      sixteenths += step;
      return { ...makeSample(k), time: (sixteenths * DT) / 16, valid: isValid, ...some };
    });
  });
};
