import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { makeSample } from '../core/make-samples.js';
import { roadAsGeoJson } from '../../drives/synthetic/road-maps.js';
import { curvatureAt } from '../../drives/synthetic/road.js';
import { simulateDrive, type SyntheticDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { networkOfWays } from '../../road/geographic-ways.js';
import { readGeoJson } from '../../road/geojson.js';
import type { RoadSourceName } from '../../core/curvature-preview.js';
import { startRoadPreview } from '../../road/road-preview.js';
import { distanceIn, StepsAhead } from '../../road/steps-ahead.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { mapOf } from './make-roads.js';

const GRID = { dt: 0.1, horizonSteps: 5 };
const drive = (seed: number, seconds = 60) =>
  simulateDrive({ seed, road: 'country', vehicle: VEHICLES[seed % VEHICLES.length]!, seconds });

/** 1/m, RMS of the road's curvature previewed against the road's where the car then was, over all steps. */
function previewError({ rows, track, road }: SyntheticDrive, map: RoadMap): number {
  const preview = startRoadPreview({ map, ...GRID });
  let [sum, count] = [0, 0];
  rows.forEach((row, i) => {
    // the driven curvature is left out: what the driver does otherwise than the road is no error of the map
    const { curvature } = preview({ ...row, curvature: curvatureAt(road, track[i]!.s) });
    if (i < 10 || i + 5 >= rows.length) return;
    curvature!.forEach((value, k) => {
      sum += (value - curvatureAt(road, track[i + 1 + k]!.s)) ** 2;
      count++;
    });
  });
  return Math.sqrt(sum / count);
}

describe('roadPreview', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is right to 5e-4 1/m on country road %i with 1 m of position noise, from either map',
    (seed) => {
      const driven = drive(seed);
      const { road, origin } = driven;
      expect(previewError(driven, mapOf(driven))).toBeLessThan(1e-4);
      const ways = readGeoJson(roadAsGeoJson('road', road, origin), 'road', () => undefined);
      expect(previewError(driven, toRoadMap(networkOfWays(ways, { path: 'road', kind: 'drawn' })))).toBeLessThan(5e-4);
    },
  );

  it('says of each step where its curvature is from, and goes down its list as the configuration has it', () => {
    const { rows, ...rest } = drive(2, 10);
    const map = mapOf({ rows, ...rest });
    const lane = { curvature: 0.004, curvatureRate: 1e-4 };
    const away: VehicleSample[] = rows.map((row) => ({ ...row, latitude: row.latitude! - 5, lane }));
    const last = (order: RoadSourceName[] | undefined, given = away) => {
      const preview = startRoadPreview({ map, ...GRID, ...(order && { order }) });
      return given.map(preview).at(-1)!;
    };
    expect(last(undefined, rows).reasons).toEqual(['PREVIEW_MAP']);
    const laneAhead = last(undefined);
    expect(laneAhead.reasons).toEqual(['OFF_MAP', 'PREVIEW_LANE']);
    const { vEgo } = away.at(-1)!;
    expect(laneAhead.curvature![4]).toBeCloseTo(0.004 + 1e-4 * vEgo * 0.5, 4);
    const held = last(['map', 'hold']);
    expect(held.reasons).toEqual(['OFF_MAP', 'PREVIEW_HELD']);
    expect(held.curvature).toEqual(Array(5).fill(away.at(-1)!.curvature));
    expect(last(['map'])).toEqual({ reasons: ['OFF_MAP', 'NO_PREVIEW'] });
    expect(
      last(
        ['lane', 'map'],
        rows.map((row) => ({ ...row, lane })),
      ).reasons,
    ).toEqual(['PREVIEW_LANE']);
  });

  it('does not believe a lane that no road vehicle could drive, and asks the next', () => {
    const row = { ...makeSample(0), curvature: 0.001 };
    const preview = startRoadPreview({ ...GRID, order: ['lane', 'hold'] });
    for (const curvature of [5, -1e30]) {
      const { reasons, curvature: ahead } = preview({ ...row, lane: { curvature, curvatureRate: 0 } });
      expect(reasons).toEqual(['PREVIEW_HELD']);
      expect(ahead).toEqual(Array(5).fill(0.001));
    }
    expect(preview({ ...row, curvature: NaN }).reasons).toEqual(['PREVIEW_HELD']); // not known yet, as it was
    expect(preview({ ...row, lane: { curvature: 0.1, curvatureRate: 0 } }).reasons).toEqual(['PREVIEW_LANE']);
  });

  it('ends where the map does', () => {
    const { rows, ...rest } = drive(2, 10);
    const short = { ...rest.road, segments: rest.road.segments.filter(({ start }) => start < rest.track[50]!.s - 30) };
    const preview = startRoadPreview({ map: mapOf({ rows, ...rest, road: short }), ...GRID });
    const reasons = rows.map((row) => preview(row).reasons);
    expect(reasons[20]).toEqual(['PREVIEW_MAP']);
    expect(reasons.at(-1)).toContain('PREVIEW_HELD');
  });

  it('takes what the car drives otherwise than the road over, fading with time', () => {
    const { rows, ...rest } = drive(1, 10);
    const map = mapOf({ rows, ...rest });
    const [plain, departed] = [0, 0.002].map((departure) => {
      const preview = startRoadPreview({ map, ...GRID });
      return rows
        .map((row, i) =>
          preview({
            ...row,
            yawRate: row.curvature * row.vEgo,
            curvature: row.curvature + (i === rows.length - 1 ? departure : 0),
          }),
        )
        .at(-1)!.curvature!;
    });
    const shares = departed!.map((value, k) => (value - plain![k]!) / 0.002);
    expect(shares[0]).toBeCloseTo(Math.exp(-0.1 / 1.5), 1);
    expect(shares[4]).toBeCloseTo(Math.exp(-0.5 / 1.5), 1);
  });
});

describe('distanceIn', () => {
  it('is v·t + a·t²/2, and stops where the car stands', () => {
    expect([0.5, 1].map((time) => distanceIn(time, 10, 2))).toEqual([5.25, 11]);
    expect([0.25, 0.5, 0.75, 1].map((time) => distanceIn(time, 2, -4))).toEqual([0.375, 0.5, 0.5, 0.5]);
    expect(distanceIn(1, 10, 100)).toBe(13);
  });
});

describe('StepsAhead', () => {
  it('learns the acceleration from the speeds, and forgets it over a pause', () => {
    const steps = new StepsAhead({ dt: 0.1, horizonSteps: 5 });
    const after = (time: number, vEgo: number) => {
      steps.push({ ...makeSample(0), time, vEgo });
      return steps.distanceIn(0.5);
    };
    expect(after(0, 10)).toBe(5);
    for (let k = 1; k < 20; k++) after(k / 10, 10 + 0.2 * k);
    expect(after(2, 14)).toBeCloseTo(14 * 0.5 + 2 * 0.125, 2);
    expect(after(5, 14)).toBe(7);
    expect(after(5.1, NaN)).toBe(7);
  });

  it('knows no distance before there is a speed', () => {
    const steps = new StepsAhead({ dt: 0.1, horizonSteps: 5 });
    steps.push({ ...makeSample(0), vEgo: NaN });
    expect(steps.distanceIn(0.1)).toBeNaN();
  });
});

it('a sample without a position or a curvature still has a preview by its list', () => {
  const { rows, ...rest } = drive(2, 10);
  const preview = startRoadPreview({ map: mapOf({ rows, ...rest }), ...GRID });
  expect(preview(makeSample(1)).reasons).toEqual(['POSITION_STALE', 'PREVIEW_HELD']);
});
