import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { ROAD_KINDS } from '../../drives/synthetic/road-kinds.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { profileStations } from '../../road/csv-track.js';
import { toRoadMap } from '../../road/road-map.js';
import { mapOf, without } from './make-roads.js';
import { matchAll } from './match-all.js';

const drive = (road: (typeof ROAD_KINDS)[number], seed = 1) =>
  simulateDrive({ seed, road, vehicle: VEHICLES[seed % VEHICLES.length]!, seconds: 60 });

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

  it('learns what the speed signal shows too much where there are positions, and drives a tunnel by it', () => {
    const { rows, track, ...rest } = drive('country', 2);
    const fast = rows.map(({ latitude, longitude, ...row }, k) => {
      const shown = { ...row, vEgo: 1.03 * row.vEgo };
      return k >= 200 && k < 400 ? shown : { ...shown, latitude: latitude!, longitude: longitude! };
    });
    const matches = matchAll(mapOf({ rows, track, ...rest }), fast);
    expect(matches[199]!.at!.scale).toBeCloseTo(-0.03, 2);
    const errors = Array.from({ length: 200 }, (_, k) => Math.abs(matches[200 + k]!.at!.s - track[200 + k]!.s));
    expect(Math.max(...errors)).toBeLessThan(6);
  });

  it('takes no speed signal for more than 6 % wrong, whatever it shows', () => {
    const { rows, ...rest } = drive('country', 2);
    const matches = matchAll(
      mapOf({ rows, ...rest }),
      rows.map((row) => ({ ...row, vEgo: 1.15 * row.vEgo })),
    );
    expect(Math.min(...matches.flatMap(({ at }) => at?.scale ?? []))).toBe(-0.06);
  });

  it('knows the speed signal after a pause', () => {
    const { rows, track, ...rest } = drive('country', 2);
    const fast = rows.map((row) => ({ ...row, vEgo: 1.03 * row.vEgo }));
    const paused = [...fast.slice(0, 200), ...fast.slice(230)];
    const matches = matchAll(mapOf({ rows, track, ...rest }), paused);
    expect(matches[200]!.at!.scale).toBeCloseTo(matches[199]!.at!.scale, 3);
  });

  it('is back soon where positions are moved twice within two seconds, which leaves a heading that was never driven', () => {
    const { rows, track, ...rest } = drive('country', 1);
    let time = -0.1;
    const pass = (count: number) => rows.slice(0, count).map((row) => ({ ...row, time: (time += 0.1) }));
    const pause = () => void (time += 0.3);
    const first = pass(100);
    pause();
    const second = pass(10);
    pause();
    const matches = matchAll(mapOf({ rows, track, ...rest }), [...first, ...second, ...pass(200)]).slice(110);
    const isOff = matches.map(({ at }, k) => !at || Math.abs(at.s - track[k]!.s) > 10);
    expect(isOff.filter(Boolean).length).toBeLessThan(20);
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

  it('knows the position of a car that stands, though it is the same one again', () => {
    const driven = drive('country', 3);
    const driving = driven.rows.slice(0, 100);
    const last = driving.at(-1)!;
    const standing = Array.from({ length: 100 }, (_, k) => ({
      ...last,
      ...{ time: last.time + (k + 1) / 10, vEgo: 0, yawRate: 0, curvature: 0, latitude: last.latitude! + 1e-6 },
    }));
    const told = (rows: VehicleSample[]) =>
      matchAll(mapOf(driven), rows)
        .slice(150)
        .flatMap(({ reasons }) => reasons);
    expect(told([...driving, ...standing])).not.toContain('POSITION_STALE');
    expect(told([...driving, ...standing.map((row) => ({ ...row, vEgo: 5 }))])).toContain('POSITION_STALE');
    expect(told([...driving, ...standing.map((row) => without(row, 'latitude'))])).toContain('POSITION_STALE');
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
