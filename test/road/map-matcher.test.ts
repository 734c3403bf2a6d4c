import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Random } from '../../drives/synthetic/random.js';
import { ROAD_KINDS } from '../../drives/synthetic/road-kinds.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { MapMatcher, type Match } from '../../road/map-matcher.js';
import { profileStations } from '../../road/csv-track.js';
import { toStreetGraph, type Way } from '../../road/street-graph.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { mapOf, without } from './make-roads.js';

const drive = (road: (typeof ROAD_KINDS)[number], seed = 1) =>
  simulateDrive({ seed, road, vehicle: VEHICLES[seed % VEHICLES.length]!, seconds: 60 });

/** Roads of straight lines, in metres. */
function planOf(...ways: (Pick<Way, 'points'> & Partial<Way>)[]): RoadMap {
  const named = ways.map(({ points, ...way }, w) => ({
    name: `${w}`,
    travel: 'both' as const,
    points,
    keys: points.map(({ x, y }) => `${x} ${y}`),
    ...way,
  }));
  return toRoadMap({ frame: { kind: 'local' }, ...toStreetGraph(named, 'drawn'), remarks: [] });
}

const straight = (from: [number, number], to: [number, number]) => ({
  points: Array.from({ length: 101 }, (_, k) => ({
    x: from[0] + (k / 100) * (to[0] - from[0]),
    y: from[1] + (k / 100) * (to[1] - from[1]),
  })),
});

/** A car at 20 m/s that goes along x, 10 times a second. */
function along(count: number, place: (k: number) => Partial<VehicleSample>): VehicleSample[] {
  const random = new Random(4);
  const noise = () => random.normal();
  return Array.from({ length: count }, (_, k) => {
    const { x, y, ...more } = { x: 2 * k, y: 0, ...place(k) };
    const at = x === undefined || y === undefined ? {} : { x: x + noise(), y: y + noise() };
    return { time: k / 10, curvature: 0, vEgo: 20, steeringAngleDeg: 0, valid: true, ...at, ...more };
  });
}

const matchAll = (map: RoadMap, rows: readonly VehicleSample[], route?: ReadonlySet<number>): Match[] => {
  const matcher = new MapMatcher(map, route);
  return rows.map((row) => {
    const { at, reasons } = matcher.push(row);
    return { at: at && { ...at }, reasons };
  });
};
const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('MapMatcher on synthetic drives with 1 m of noise', () => {
  it.each(ROAD_KINDS)('knows to half a metre where on a %s the car is', (kind) => {
    const { rows, track, ...rest } = drive(kind);
    const matches = matchAll(mapOf({ rows, track, ...rest }), rows);
    expect(matches.slice(20).every(({ at }) => at?.road === 0 && at.direction === 1)).toBe(true);
    expect(rms(matches.slice(20).map(({ at }, k) => at!.s - track[k + 20]!.s))).toBeLessThan(0.6);
    expect(new Set(matches.slice(20).flatMap(({ reasons }) => reasons))).toEqual(new Set());
  });

  it('goes on through a tunnel of 20 s by speed and yaw rate, says so, and is back at its end', () => {
    const { rows, track, ...rest } = drive('country', 2);
    const dark = rows.map(({ latitude, longitude, ...row }, k) =>
      k >= 200 && k < 400 ? row : { ...row, latitude: latitude!, longitude: longitude! },
    );
    const matches = matchAll(mapOf({ rows, track, ...rest }), dark);
    const error = (k: number) => Math.abs(matches[k]!.at!.s - track[k]!.s);
    expect(Math.max(...Array.from({ length: 200 }, (_, k) => error(200 + k)))).toBeLessThan(6);
    expect(error(420)).toBeLessThan(1.5);
    expect(matches[213]!.reasons).toEqual([]); // as long as a slow receiver takes
    expect(matches[300]!.reasons).toEqual(['POSITION_STALE']);
    expect(matches[401]!.reasons).toEqual([]);
  });

  it('takes a position that repeats as the old one, and knows its age', () => {
    const { rows, track, ...rest } = drive('country', 3);
    const held = rows.map((row, k) => ({
      ...row,
      latitude: rows[k - (k % 10)]!.latitude!,
      longitude: rows[k - (k % 10)]!.longitude!,
    }));
    const late = rows.map((row, k) => ({
      ...row,
      latitude: rows[Math.max(0, k - 3)]!.latitude!,
      longitude: rows[Math.max(0, k - 3)]!.longitude!,
      positionAge: 0.3,
    }));
    const map = mapOf({ rows, track, ...rest });
    const error = (given: VehicleSample[]) =>
      rms(
        matchAll(map, given)
          .slice(50)
          .map(({ at }, k) => at!.s - track[k + 50]!.s),
      );
    expect(error(held)).toBeLessThan(1);
    expect(error(late)).toBeLessThan(1);
    expect(error(late.map((row) => without(row, 'positionAge')))).toBeGreaterThan(2); // 0.3 s at 10 to 25 m/s
  });

  it('takes no place for a position that is none: without a fix, or not on the earth', () => {
    const { rows, track, ...rest } = drive('country', 2);
    const none = [
      { latitude: 0, longitude: 0 },
      { latitude: 480, longitude: 11 },
      { latitude: NaN, longitude: 11 },
    ];
    const broken = rows.map((row, k) => (k > 100 && k < 110 ? { ...row, ...none[k % 3] } : row));
    const matches = matchAll(mapOf({ rows, track, ...rest }), broken);
    expect(matches.slice(20).every(({ at, reasons }) => at?.road === 0 && reasons.length === 0)).toBe(true);
  });

  it('goes by odometry alone on a profile, and curvature keeps it in place', () => {
    const { rows, track, road } = drive('country', 4);
    const points = road.segments.flatMap(({ start, length, startCurvature, endCurvature }) => [
      [start - track[0]!.s, startCurvature, 0] as const,
      [start + length - track[0]!.s, endCurvature, 0] as const,
    ]);
    const from = points.findIndex(([s]) => s >= 0);
    const profile = [[0, points[from]![1], 0] as const, ...points.slice(from)];
    const roads = [{ name: 'route', travel: 'forward' as const, ...profileStations(profile, 'p') }];
    const map = toRoadMap({ frame: { kind: 'profile' }, roads, links: [], remarks: [] });
    const wrongSpeed = rows.map((row) => ({ ...row, vEgo: 1.02 * row.vEgo })); // 2 % are 20 m over this drive
    const matches = matchAll(map, wrongSpeed);
    const driven = track.at(-1)!.s - track[0]!.s;
    expect(Math.abs(matches.at(-1)!.at!.s - driven)).toBeLessThan(0.65 * 0.02 * driven);
    expect(matches.at(-1)!.reasons).toEqual([]);
  });
});

describe('MapMatcher on drawn roads', () => {
  const two = planOf(straight([0, 0], [1000, 0]), straight([0, 25], [1000, 25]));

  it('keeps to its own of two parallel roads, and changes when the car has', () => {
    const stays = matchAll(
      two,
      along(300, (k) => ({ y: k % 50 === 0 ? 16 : 3 })),
    );
    expect(new Set(stays.slice(10).map(({ at }) => at?.road))).toEqual(new Set([0]));
    const changes = matchAll(
      two,
      along(400, (k) => ({ y: k < 200 ? 0 : Math.min(25, (k - 200) / 3) })),
    );
    expect(changes[150]!.at!.road).toBe(0);
    expect(changes[390]!.at!.road).toBe(1);
    const between = matchAll(
      two,
      along(100, () => ({ y: 12.5 })),
    );
    expect(between.slice(20).some(({ reasons }) => reasons.includes('ROAD_UNSURE'))).toBe(true);
  });

  it('does not take a road that is crossed for the one that is driven', () => {
    const crossing = planOf(straight([0, 0], [1000, 0]), {
      ...straight([300, -300], [300, 300]),
      keys: Array.from({ length: 101 }, (_, k) => `over ${k}`),
    });
    const matches = matchAll(
      crossing,
      along(300, () => ({})),
    );
    expect(new Set(matches.slice(20).map(({ at }) => at?.road))).toEqual(new Set([0]));
  });

  it('follows the driven branch of a fork, which only positions and yaw rate can tell', () => {
    const fork = planOf(straight([0, 0], [300, 0]), straight([300, 0], [700, 0]), straight([300, 0], [583, 283]));
    const turned = along(250, (k) =>
      k <= 150 ? {} : { x: 300 + (k - 150) * 1.414, y: (k - 150) * 1.414, curvature: k < 154 ? 0.1 : 0 },
    );
    const last = matchAll(fork, turned).at(-1)!.at!;
    expect(last.s).toBeGreaterThan(150);
    expect(fork.names[last.road]).toBe('2');
  });

  it('is off the map beside every road, and says when it is back', () => {
    const matches = matchAll(
      two,
      along(400, (k) => ({ y: k < 100 ? 0 : k < 200 ? -(k - 100) : k < 300 ? k - 300 : 0 })),
    );
    expect(matches[90]!.reasons).toEqual([]);
    expect(matches[200]!.at).toBeUndefined();
    expect(matches[200]!.reasons).toEqual(['OFF_MAP']);
    expect(matches[390]!.at!.road).toBe(0);
  });

  it('does not follow a position that jumps, and moves when it stays away', () => {
    const once = matchAll(
      two,
      along(200, (k) => (k === 100 ? { y: 200 } : {})),
    );
    expect(once[100]!.reasons).toEqual(['POSITION_JUMP']);
    expect(once[101]!.reasons).toEqual([]);
    expect(Math.abs(once[150]!.at!.s - 300)).toBeLessThan(3);
    const ferried = matchAll(
      two,
      along(200, (k) => (k < 100 ? {} : { x: 2 * k + 400 })),
    );
    expect(ferried.slice(100, 104).map(({ reasons }) => reasons)).toEqual(Array(4).fill(['POSITION_JUMP']));
    expect(Math.abs(ferried[150]!.at!.s - 700)).toBeLessThan(4);
  });

  it('turns round with the car', () => {
    // half a circle of radius 5 m at 20 m/s for brevity
    const turn = along(300, (k) => {
      if (k <= 150) return {};
      const way = 2 * (k - 150);
      const angle = Math.min(Math.PI, way / 5);
      const back = Math.max(0, way - 5 * Math.PI);
      const share = Math.max(0, Math.min(2, 5 * Math.PI - (way - 2))) / 2; // of this step that lies in the circle
      return { x: 300 + 5 * Math.sin(angle) - back, y: 5 - 5 * Math.cos(angle), yawRate: 4 * share };
    });
    const matches = matchAll(planOf(straight([0, 0], [1000, 0])), turn);
    expect(matches[140]!.at!.direction).toBe(1);
    expect(matches.at(-1)!.at!.direction).toBe(-1);
    expect(matches.filter(({ reasons }) => reasons.includes('U_TURN'))).toHaveLength(1);
  });

  it('stands still with a standing car, whatever its receiver says', () => {
    const standing = along(300, (k) => (k < 100 ? {} : { x: 200, vEgo: 0, valid: false, curvature: NaN }));
    const matches = matchAll(two, standing);
    expect(Math.max(...matches.slice(110).map(({ at }) => Math.abs(at!.s - 200)))).toBeLessThan(2);
  });

  it('knows which passage of a road that crosses itself the car is on', () => {
    const loop = [
      ...straight([0, 0], [200, 0]).points,
      ...Array.from({ length: 54 }, (_, k) => ({
        x: 200 + 60 * Math.sin(((k + 1) * 5 * Math.PI) / 180),
        y: 60 - 60 * Math.cos(((k + 1) * 5 * Math.PI) / 180),
      })),
      ...straight([140, 56], [140, -200]).points,
    ];
    const matches = matchAll(
      planOf({ points: loop, travel: 'forward', keys: loop.map((_, k) => `${k}`) }),
      along(95, () => ({})),
    );
    expect(Math.max(...matches.slice(20).map(({ at }, k) => Math.abs(at!.s - 2 * (k + 20))))).toBeLessThan(5);
  });

  it('knows nothing before the first position, nor without any', () => {
    const none = matchAll(
      two,
      along(30, () => ({ x: undefined })),
    );
    expect(none.every(({ at }) => at === undefined)).toBe(true);
    expect(none.at(-1)!.reasons).toEqual(['POSITION_STALE']);
  });

  it('begins anew after a pause', () => {
    const rows = along(200, () => ({})).filter((_, k) => k < 100 || k > 150);
    const matches = matchAll(two, rows);
    expect(Math.abs(matches.at(-1)!.at!.s - 398)).toBeLessThan(3);
  });
});
