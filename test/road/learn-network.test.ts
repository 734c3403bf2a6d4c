import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { readDrive } from '../../drives/read-drive.js';
import { withPositions } from '../../drives/synthetic/positions.js';
import { Random } from '../../drives/synthetic/random.js';
import { curvatureAt as roadCurvature } from '../../drives/synthetic/road.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { learnNetwork } from '../../road/learn-network.js';
import { startRoadPreview } from '../../road/road-preview.js';
import { placesNear } from '../../road/near-roads.js';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { without } from './make-roads.js';
import { REAL_DRIVES } from '../drives/real-drives.js';

/** 1/m, of each row: worse than a yaw rate's, so that what averaging does is seen */
const CURVATURE_NOISE = 1e-3;

/** One road, driven by each of the cars, each with noise of its own in positions and curvature. */
const passes = VEHICLES.map((vehicle, v) => {
  const drive = simulateDrive({ seed: 5, road: 'country', vehicle, seconds: 40 });
  const random = new Random(100 + v);
  const noisy = drive.rows.map((row) => ({ ...row, curvature: row.curvature + CURVATURE_NOISE * random.normal() }));
  const rows = withPositions(noisy, drive.track, { origin: drive.origin, random });
  return { ...drive, name: vehicle.name, rows };
});

/** 1/m, RMS of the learnt curvature where the given drive was. */
function learntError(map: RoadMap, { road, track, origin }: (typeof passes)[number]): number {
  const errors = track.slice(30, -60).map(({ x, y, s, heading }) => {
    const [near] = placesNear(map, origin.x + x, origin.y + y, 8, heading);
    return curvatureAt(map, near!) - roadCurvature(road, s);
  });
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}

/** The drives' positions as x and y alone, whose frame is the track's. */
const inMetres = (rows: readonly VehicleSample[]) => rows.map((row) => without(row, 'latitude', 'longitude'));
const learn = (count: number) =>
  toRoadMap(learnNetwork(passes.slice(0, count).map(({ name, rows }) => ({ name, rows: inMetres(rows) }))));

describe('learnNetwork', () => {
  it('learns the curvature of a road that was driven, better with each pass', () => {
    const [once, often] = [learn(1), learn(5)];
    expect(once.names).toEqual(['hatchback']);
    const [first, last] = [once, often].map((map) => learntError(map, passes[5]!));
    expect(first).toBeLessThan(CURVATURE_NOISE);
    expect(last).toBeLessThan(0.6 * first!);
  });

  it('gives a later pass its preview', () => {
    const map = learn(3);
    const preview = startRoadPreview({ map, dt: 0.1, horizonSteps: 5 });
    const rows = inMetres(passes[5]!.rows);
    const previews = rows.map((row) => preview({ ...row, valid: false })); // by the map alone
    const errors = previews.flatMap(({ curvature, reasons }, i) =>
      i > 20 && i < 300 && reasons.includes('PREVIEW_MAP')
        ? curvature!.map((value, k) => value - rows[i + 1 + k]!.curvature)
        : [],
    );
    expect(errors.length).toBeGreaterThan(1200);
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(
      1.5 * CURVATURE_NOISE,
    ); // the noise of this pass and of the map's
  });

  it('links a way that leaves a known road, and each direction is a road of its own', () => {
    const line = (count: number, place: (k: number) => { x: number; y: number }): VehicleSample[] =>
      Array.from({ length: count }, (_, k) => ({
        time: k / 10,
        curvature: 0,
        vEgo: 20,
        steeringAngleDeg: 0,
        valid: true,
        ...place(k),
      }));
    const onward = line(300, (k) => ({ x: 2 * k, y: 0 }));
    const branch = line(300, (k) => (k < 150 ? { x: 2 * k, y: 0 } : { x: 300 + 1.6 * (k - 150), y: 1.2 * (k - 150) }));
    const back = line(300, (k) => ({ x: 600 - 2 * k, y: 0 }));
    const { roads, links } = learnNetwork([
      { name: 'onward', rows: onward },
      { name: 'branch', rows: branch },
      { name: 'back', rows: back },
    ]);
    expect(roads.map(({ name, travel }) => `${name} ${travel}`)).toEqual([
      'onward forward',
      'onward forward',
      'branch forward',
      'back forward',
    ]);
    expect(links).toEqual([
      [1, 2],
      [1, 4],
    ]);
    expect(Math.abs(roads[0]!.s.at(-1)! - 305)).toBeLessThan(25);
  });

  it('refuses drives without positions or without a road', () => {
    const standing = Array.from({ length: 100 }, (_, k) => ({
      time: k / 10,
      curvature: 0,
      vEgo: 0,
      steeringAngleDeg: 0,
      valid: false,
      x: k % 2,
      y: 0,
    }));
    expect(() => learnNetwork([{ name: 'a', rows: [] }])).toThrow(
      'expected drives with positions (columns lat,lon or x,y; --columns where they have other titles), got none',
    );
    expect(() => learnNetwork([{ name: 'a', rows: standing }])).toThrow(
      'expected drives with positions and 50 m of road, got none',
    );
  });

  it.skipIf(!REAL_DRIVES)('learns a real drive, whose preview then is what was driven', async () => {
    const { name, rows } = await readDrive(join(REAL_DRIVES!, 'lincoln_mkz/hmb1_first_131s_20hz.csv'));
    const map = toRoadMap(learnNetwork([{ name, rows }]));
    const preview = startRoadPreview({ map, dt: 0.1, horizonSteps: 5 });
    const samples = rows.filter((_, r) => r % 2 === 0);
    const errors = samples.map(preview).flatMap(({ curvature, reasons }, i) => {
      if (i < 50 || i + 5 >= samples.length || !samples[i + 5]!.valid || !reasons.includes('PREVIEW_MAP')) return [];
      return curvature!.map((value, k) => value - samples[i + 1 + k]!.curvature);
    });
    expect(errors.length).toBeGreaterThan(5000);
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(3e-4);
  });
});
