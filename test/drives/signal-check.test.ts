import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { doubtsOf, judge } from '../../drives/signal-check.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { doubtsOn, DRIVES, NOWHERE, steeringFlipped } from './changed-rows.js';

describe.each(DRIVES)('of the car %s', (_, rows, vehicle) => {
  it('says nothing where signs and units are right', () => {
    expect(doubtsOn(rows)).toEqual([]);
    for (const road of ['motorway', 'town', 'roundabout', 'slalom'] as const) {
      expect(doubtsOn(simulateDrive({ seed: 4, road, vehicle, seconds: 60, rowDt: 0.1 }).rows)).toEqual([]);
    }
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

  it('tells what else holds together where the steering has the wrong sign', () => {
    const { agreeing } = judge(rows.map((row) => ({ ...row, ...steeringFlipped(row) })));
    expect(agreeing).toEqual([expect.stringMatching(/^Ay against /), expect.stringMatching(/^positions against /)]);
  });

  it('takes a car that reverses for what it is', () => {
    expect(doubtsOn(rows, (row) => ({ vEgo: 3, curvature: -row.curvature }))).toEqual([]);
  });
});

it('judges no signs and units where most rows are more than a second apart', () => {
  const [, rows] = DRIVES[0]!;
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
