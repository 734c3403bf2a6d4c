import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { curvatureFlipped, doubtsOn, DRIVES, hum, NOWHERE, steeringFlipped, type Change } from './changed-rows.js';

describe.each(DRIVES)('of the car %s', (_, rows) => {
  it('finds a wheel that turns against every bend impossible, and knows by the positions whose sign it is', () => {
    const doubted = (which: string, option: string) => [
      {
        text: expect.stringMatching(
          new RegExp(
            `^expected steering to the side that the curvature bends to, got the other in (\\d+) of \\1 bends \\(correlation -[01]\\.\\d+\\): does ${which} count up to the right\\?$`,
          ),
        ) as string,
        option: `--right-positive ${option}`,
        impossible: true,
      },
    ];
    expect(doubtsOn(rows, steeringFlipped)).toEqual(doubted('the steering', 'steering'));
    expect(doubtsOn(rows, curvatureFlipped)).toEqual(doubted('the curvature', 'curvature'));
    expect(doubtsOn(rows, (row) => ({ ...steeringFlipped(row), ...NOWHERE }))).toEqual(
      doubted('one of them', 'steering, or --right-positive curvature'),
    );
    const mirrored = ({ x, y }: VehicleSample) => ({ latitude: NaN, longitude: NaN, x: y!, y: x! });
    expect(doubtsOn(rows, (row) => ({ ...steeringFlipped(row), ...mirrored(row) }))).toEqual(
      doubted('one of them', 'steering, or --right-positive curvature'),
    );
  });

  it('wonders at a sign the wrong way round where there are few bends', () => {
    let bend = 0;
    const straightSince = (row: VehicleSample) => (Math.abs(row.curvature) > 0.002 && bend < 60 ? ++bend < 60 : false);
    const oneBend = rows.map((row) => ({ ...row, ...NOWHERE, valid: straightSince(row) }));
    expect(doubtsOn(oneBend, steeringFlipped)).toMatchObject([
      {
        text: expect.stringMatching(
          /^steering and curvature run against each other \(correlation -[01]\.\d+\): does one of them count up to the right\?$/,
        ) as string,
        impossible: false,
      },
    ]);
  });

  it('knows another signal from the steering', () => {
    expect(doubtsOn(rows, (row) => ({ steeringAngleDeg: 10 * hum(row) }))).toMatchObject([
      {
        text: expect.stringMatching(
          /^steering and curvature hardly go together \(correlation .* in \d bends\): /,
        ) as string,
        impossible: false,
      },
    ]);
  });

  it.each<[what: string, change: Change, text: RegExp, option: string]>([
    [
      'an angle in rad',
      (row) => ({ steeringAngleDeg: row.steeringAngleDeg / 57.3 }),
      /^expected 1500 to 8000 deg of steering wheel for a curvature of 1\/m, got \d+: is the steering in rad,/,
      '--units steering=rad',
    ],
    [
      'a curvature in 1/km',
      (row) => ({ curvature: row.curvature * 1000 }),
      /is the curvature in 1\/km\?$/,
      '--units curvature=1/km',
    ],
    [
      'a yaw rate in deg/s',
      (row) => ({ curvature: row.curvature * 57.3 }),
      /or the yaw rate in deg\/s\?$/,
      '--units steering=rad',
    ],
    [
      'both',
      (row) => ({ curvature: row.curvature * 1000, steeringAngleDeg: row.steeringAngleDeg / 57.3 }),
      /is the steering in rad and the curvature in 1\/km\?$/,
      '--units steering=rad,curvature=1/km',
    ],
  ])('finds %s impossible', (_, change, text, option) => {
    expect(doubtsOn(rows, change)).toEqual([{ text: expect.stringMatching(text) as string, option, impossible: true }]);
  });

  it.each([
    [220, 'is it the angle of the road wheels?', 'Steering_Angle is that of the steering wheel'],
    [120, 'is the steering in rad, or of the road wheels, or the yaw rate in deg/s?', '--units steering=rad'],
  ])('takes %d deg for a curvature of 1/m for what it may be', (gain, question, option) => {
    const text = `expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got ${gain}: ${question}`;
    expect(doubtsOn(rows, ({ curvature }) => ({ steeringAngleDeg: gain * curvature }))).toEqual([
      { text, option, impossible: false },
    ]);
  });
});
