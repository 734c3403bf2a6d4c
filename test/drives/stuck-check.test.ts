import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { doubtsOn, DRIVES, NOWHERE } from './changed-rows.js';

describe.each(DRIVES)('of the car %s', (_, rows) => {
  it('finds a steering impossible that stands while the road bends, wherever the wheel hangs', () => {
    for (const angle of [0, 37.5]) {
      let row = 0;
      // at first it works
      expect(doubtsOn(rows, () => (row++ < 100 ? {} : { steeringAngleDeg: angle }))).toEqual([
        {
          text: expect.stringMatching(
            new RegExp(
              `^expected steering that moves where the road bends, got ${angle} deg in [678]\\d % of the rows while the curvature went from -?0\\.\\d+ to -?0\\.\\d+ 1/m: did its sensor hang, or is it another column\\?$`,
            ),
          ) as string,
          option: 'Valid 0 leaves rows out',
          impossible: true,
        },
      ]);
    }
  });

  it('finds a curvature impossible that stands while the car is steered', () => {
    expect(doubtsOn(rows, () => ({ curvature: 0 }))).toEqual([
      {
        text: expect.stringMatching(
          /^expected curvature where the car is steered, got 0 1\/m in 100 % of the rows while the steering went from -?[\d.]+ to -?[\d.]+ deg: was it not recorded\?$/,
        ) as string,
        option: 'Curvature is yaw rate in rad/s over speed in m/s',
        impossible: true,
      },
    ]);
  });

  it('lets signals stand that have nothing to follow, as on a straight motorway or parked, and coarse ones', () => {
    expect(doubtsOn(rows, () => ({ curvature: 0, steeringAngleDeg: 1.5 }))).toEqual([]);
    expect(doubtsOn(rows, (row) => ({ vEgo: 0, curvature: 0.1 * row.curvature, steeringAngleDeg: 90 }))).toEqual([]);
    const straight = (row: VehicleSample) => ({ curvature: row.curvature / 50, vEgo: 30, aLat: NaN, ...NOWHERE });
    let row = 0;
    expect(
      doubtsOn(rows, (one) => ({ ...straight(one), steeringAngleDeg: 3 + (row++ % 400 === 0 ? 1.5 : 0) })),
    ).toEqual([]);
    const coarse = (value: number, step: number) => step * Math.round(value / step);
    expect(doubtsOn(rows, (one) => ({ steeringAngleDeg: coarse(one.steeringAngleDeg, 1.5) }))).toEqual([]);
    expect(doubtsOn(rows, (one) => ({ curvature: coarse(one.curvature * one.vEgo, 0.0087) / one.vEgo }))).toEqual([]);
  });
});
