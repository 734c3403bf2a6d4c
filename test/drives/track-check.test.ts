import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { TrackCheck } from '../../drives/track-check.js';
import { frameAt, toGeographic } from '../../road/map-frame.js';
import { curvatureFlipped, doubtsOn, DRIVES, steeringFlipped, type Change } from './changed-rows.js';

const DT = 0.1;
const SPEED = 20;

/** Two minutes along bends of 250 m and more to both sides, ten rows a second, each with its x and y. */
const ROWS: (VehicleSample & { x: number; y: number })[] = [];
for (let row = 0, heading = 0, x = 0, y = 0; row < 1200; row++) {
  const curvature = 0.004 * Math.sin(0.02 * row);
  ROWS.push({ time: row * DT, curvature, vEgo: SPEED, steeringAngleDeg: 2500 * curvature, valid: true, x, y });
  heading += curvature * SPEED * DT;
  x += Math.cos(heading) * SPEED * DT;
  y += Math.sin(heading) * SPEED * DT;
}

type Place = Pick<VehicleSample, 'latitude' | 'longitude' | 'x' | 'y'>;

function check(placeOf: (row: { x: number; y: number }, index: number) => Place, side = 1): TrackCheck {
  const track = new TrackCheck();
  for (const [index, row] of ROWS.entries()) {
    const { x, y, ...rest } = row;
    track.add({ ...rest, curvature: side * row.curvature, ...placeOf({ x, y }, index) });
  }
  return track;
}

function onEarth({ x, y }: { x: number; y: number }, origin = 11) {
  const { latitude, longitude } = toGeographic(frameAt(48, origin), x, y)!;
  return { latitude: Number(latitude.toFixed(7)), longitude: Number(longitude.toFixed(7)) };
}
const swapped = ({ latitude, longitude }: { latitude: number; longitude: number }) => ({
  latitude: longitude,
  longitude: latitude,
});
const AGREEING = {
  agreeing: expect.stringMatching(/^positions against speed and curvature \(2\.[34] km\)$/) as string,
};

it('finds that positions go as the car does, held between two fixes too', () => {
  expect(check((row) => onEarth(row)).finding).toEqual(AGREEING);
  for (const held of [10, 40]) {
    expect(check((_, index) => onEarth(ROWS[index - (index % held)]!)).finding).toEqual(AGREEING);
  }
});

it('takes a few fixes that are not on the earth for none', () => {
  for (const [latitude, longitude] of [
    [91, 181],
    [999, 999],
    [0, 0],
  ] as const) {
    const filled = check((row, index) => (index % 100 < 30 ? { latitude, longitude } : onEarth(row)));
    expect(filled.finding).toEqual(AGREEING);
  }
});

it('names both numbers where most are not on the earth, and asks for a swap only where that would help', () => {
  const from0to360 = (row: { x: number; y: number }) => {
    const { latitude, longitude } = onEarth(row, -122);
    return { latitude, longitude: longitude + 360 };
  };
  const expected = 'expected a latitude of ±90 and a longitude of ±180 deg, got';
  expect(check(from0to360).finding).toEqual({
    doubt: { text: `${expected} 48 and 238`, option: 'lat and lon are WGS 84 in deg', impossible: false },
  });
  const { doubt } = check((row) => swapped(onEarth(row, -122))).finding;
  expect(doubt?.text).toMatch(/^expected .* deg, got -122 and 48: .*swapped/);
});

it('knows which way is left, but not where positions that are swapped turn the other way as well', () => {
  expect(check((row) => onEarth(row)).side).toBe(1);
  expect(check((row) => onEarth(row), -1).side).toBe(-1);
  expect(check((row) => swapped(onEarth(row))).side).toBe(0);
  const mirrored = check(({ x, y }) => ({ x: y, y: x }));
  expect(mirrored.side).toBe(0);
  expect(mirrored.finding.doubt?.text).toMatch(/^the positions' track turns against the curvature: .*swapped\?$/);
});

describe.each(DRIVES)('of the car %s', (_, rows) => {
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
});
