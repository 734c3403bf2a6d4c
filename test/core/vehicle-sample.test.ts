import { describe, expect, it } from 'vitest';
import { plausibleOrInvalid, type VehicleSample } from '../../core/vehicle-sample.js';
import { makeSample } from './make-samples.js';

type Values = Partial<Pick<VehicleSample, 'curvature' | 'vEgo' | 'steeringAngleDeg'>>;
/** Of the values, and of the same to the other side. */
const areValid = (values: Values) => {
  const turned = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, -value]));
  return [values, turned].map((changes) => plausibleOrInvalid(makeSample(0, changes)).valid);
};

describe('plausibleOrInvalid', () => {
  it.each<[what: string, Values]>([
    ['a circle of 2 m', { curvature: 1 / 2 }],
    ['400 km/h', { vEgo: 400 / 3.6 }],
    ['three turns of the wheel', { steeringAngleDeg: 3 * 360 }],
  ])('takes %s', (_, values) => {
    expect(areValid(values)).toEqual([true, true]);
  });

  it.each<[what: string, Values]>([
    ['a circle of 20 cm', { curvature: 1 / 0.2 }],
    ['the speed of sound', { vEgo: 340 }],
    ['ten turns of the wheel', { steeringAngleDeg: 10 * 360 }],
  ])('takes %s for no road vehicle', (_, values) => {
    expect(areValid(values)).toEqual([false, false]);
  });
});
