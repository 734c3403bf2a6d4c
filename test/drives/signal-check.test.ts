import { describe, expect, it } from 'vitest';
import { doubtsOf, judge } from '../../drives/signal-check.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

type Change = (row: VehicleSample) => Partial<VehicleSample>;

const doubtsOn = (rows: readonly VehicleSample[], change: Change = () => ({})) =>
  doubtsOf(rows.map((row) => ({ ...row, ...change(row) })));

describe.each(VEHICLES.map((vehicle) => [vehicle.name, vehicle] as const))('of the car %s', (_, vehicle) => {
  const { rows } = simulateDrive({ seed: 3, road: 'country', vehicle, seconds: 60, rowDt: 0.1 });

  it('says nothing where signs and units are right', () => {
    expect(doubtsOn(rows)).toEqual([]);
    for (const road of ['motorway', 'town', 'roundabout', 'slalom'] as const) {
      expect(doubtsOn(simulateDrive({ seed: 4, road, vehicle, seconds: 60, rowDt: 0.1 }).rows)).toEqual([]);
    }
  });

  const steeringFlipped: Change = (row) => ({ steeringAngleDeg: -row.steeringAngleDeg });
  const curvatureFlipped: Change = (row) => ({ curvature: -row.curvature });
  const NOWHERE = { latitude: NaN, longitude: NaN, x: NaN, y: NaN };

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

  it('says what holds together, and that nothing was lacking', () => {
    expect(judge(rows)).toEqual({
      doubts: [],
      agreeing: [
        expect.stringMatching(/^steering against curvature \(\d bends\)$/),
        expect.stringMatching(/^Ay against speed² × curvature \(correlation (0\.99|1\.00)\)$/),
        expect.stringMatching(/^positions against speed and curvature \(1\.\d km\)$/),
      ],
      unchecked: [],
    });
  });

  it('says what can not be known on a straight road, without an acceleration of its own and positions', () => {
    const straight = (row: VehicleSample) => {
      const curvature = row.curvature / 1000;
      return { ...NOWHERE, curvature, steeringAngleDeg: 1 + Math.sin(row.time), aLat: row.vEgo ** 2 * curvature };
    };
    const judged = judge(rows.map((row) => ({ ...row, ...straight(row) })));
    expect(judged).toEqual({
      doubts: [],
      agreeing: [],
      unchecked: [
        'sign and unit of steering (the road hardly bends)',
        'unit of speed (Ay is made of speed² × curvature, no positions)',
        'which way is left (no positions)',
      ],
    });
  });

  it('knows another signal from the lateral acceleration and from the steering', () => {
    const hum = ({ time }: VehicleSample) => Math.sin(7 * time);
    expect(doubtsOn(rows, (row) => ({ aLat: hum(row) }))).toMatchObject([
      {
        text: expect.stringMatching(
          /^the lateral acceleration hardly goes with speed² × curvature \(correlation -?0\.\d\d in \d bends\): is Ay another signal\?$/,
        ) as string,
        impossible: false,
      },
    ]);
    expect(doubtsOn(rows, (row) => ({ steeringAngleDeg: 10 * hum(row) }))).toMatchObject([
      {
        text: expect.stringMatching(
          /^steering and curvature hardly go together \(correlation .* in \d bends\): /,
        ) as string,
        impossible: false,
      },
    ]);
    const noisy = judge(
      rows.map((row) => ({
        ...row,
        curvature: row.curvature / 1000,
        steeringAngleDeg: 5 * row.curvature,
        aLat: hum(row),
      })),
    );
    expect(noisy.unchecked.join()).toMatch(/^unit of Ay \(Ay and speed² × curvature correlate by -?0\.\d\d only\)/);
    expect(noisy.agreeing.join()).not.toContain('Ay');
  });

  it('holds positions against speed and curvature', () => {
    const swapped: Change = ({ latitude, longitude }) => ({ latitude: longitude!, longitude: latitude! });
    expect(doubtsOn(rows, swapped)).toMatchObject([
      {
        text: expect.stringMatching(
          /^the positions' track is 1\.\d\d times as long as the way by the speed and turns against the curvature: are lat and lon swapped\?$/,
        ) as string,
        option: '--columns lat=…,lon=… the other way round',
        impossible: false,
      },
    ]);
    const west = (row: VehicleSample) => ({ latitude: row.longitude! - 133, longitude: row.latitude! });
    expect(doubtsOn(rows, west)).toMatchObject([
      {
        text: expect.stringMatching(
          /^expected a latitude of ±90 and a longitude of ±180 deg, got -12\d\.\d+ and 4\d\.\d+: are lat and lon swapped\?$/,
        ) as string,
      },
    ]);
    const inMap = ({ x, y }: VehicleSample) => ({ latitude: NaN, longitude: NaN, x: x!, y: y! });
    expect(doubtsOn(rows, inMap)).toEqual([]);
    expect(doubtsOn(rows, (row) => ({ ...inMap(row), x: row.y!, y: row.x! }))).toMatchObject([
      { text: expect.stringMatching(/turns against the curvature: .* or are x and y swapped\?$/) as string },
    ]);
    expect(doubtsOn(rows, (row) => ({ ...steeringFlipped(row), ...curvatureFlipped(row) }))).toMatchObject([
      { option: '--right-positive steering,curvature', impossible: false },
    ]);
    expect(doubtsOn(rows, ({ vEgo }) => ({ vEgo: vEgo * 2.237, aLat: NaN }))).toMatchObject([
      { text: expect.stringMatching(/^the positions' track is 0\.45 times .*: is the speed in mph\?$/) as string },
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
    [
      'a speed that no car has',
      (row) => ({ vEgo: 5 * row.vEgo + 80 }),
      /^expected speeds below 80 m\/s, got more in 100 % of the rows, up to \d+: are they in km\/h\?$/,
      '--units velocity=km/h',
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

  it('finds a curvature in 1/km impossible where the steering says nothing of it', () => {
    const change: Change = (row) => ({ curvature: row.curvature * 1000, steeringAngleDeg: 0 });
    expect(doubtsOn(rows, change)).toMatchObject([
      {
        text: expect.stringMatching(/^expected speed² × curvature, .* got more in \d+ % of the rows:/) as string,
        impossible: true,
      },
    ]);
  });

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

  it('wonders at a few rows that are too fast, and at a lateral acceleration of another unit', () => {
    let row = 0;
    expect(doubtsOn(rows, ({ vEgo, aLat }) => (row++ % 100 === 0 ? { vEgo: 100, aLat: NaN } : { vEgo, aLat }))).toEqual(
      [{ text: 'the speed goes up to 100 m/s: is it in km/h?', option: '--units velocity=km/h', impossible: false }],
    );
    expect(doubtsOn(rows, ({ vEgo, curvature }) => ({ aLat: (vEgo / 3.6) ** 2 * curvature }))).toEqual([
      {
        text: 'speed² × curvature is 13 times the lateral acceleration: is the speed in km/h?',
        option: '--units velocity=km/h',
        impossible: false,
      },
    ]);
    expect(doubtsOn(rows, ({ vEgo, curvature }) => ({ aLat: -(vEgo ** 2) * (curvature / 9.81) }))).toMatchObject([
      { option: '--units ay=g' },
    ]);
  });

  it('takes a car that reverses for what it is', () => {
    expect(doubtsOn(rows, (row) => ({ vEgo: 3, curvature: -row.curvature }))).toEqual([]);
  });
});

it('judges no signs and units where most rows are more than a second apart', () => {
  const { rows } = simulateDrive({ seed: 3, road: 'country', vehicle: VEHICLES[0]!, seconds: 60, rowDt: 0.1 });
  const timed = (timeOf: (row: number) => number) => judge(rows.map((row, r) => ({ ...row, time: timeOf(r) })));
  const { agreeing, unchecked } = timed((r) => 1.5 * r);
  expect([agreeing, unchecked]).toEqual([[], ['signs and units (the times come first)']]);
  const paused = timed((r) => 0.1 * r + 100 * Math.floor(r / 200)); // two pauses
  expect(paused.agreeing).toHaveLength(3);
});

it('says nothing of a few rows but that they are too fast', () => {
  const row = { time: 0, curvature: 5, vEgo: 100, steeringAngleDeg: 1, valid: true };
  expect(doubtsOf([row])).toMatchObject([{ text: 'the speed goes up to 100 m/s: is it in km/h?', impossible: false }]);
  expect(doubtsOf([{ ...row, vEgo: 20 }])).toEqual([]);
});
