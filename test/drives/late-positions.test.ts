import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vehicleProfileSchema } from '../../can/vehicle/vehicle-profile.js';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { readDrive } from '../../drives/read-drive.js';
import { readLog } from '../../drives/read-log.js';
import { sampleLines } from '../../drives/sample-lines.js';
import { SYNTHETIC_FRAME } from '../../drives/synthetic/positions.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { formatCanLog } from '../../drives/write-log.js';
import { learnNetwork } from '../../road/learn-network.js';
import { toFrame, toGeographic } from '../../road/map-frame.js';
import { MapMatcher } from '../../road/map-matcher.js';
import { placesNear } from '../../road/near-roads.js';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap } from '../../road/road-map.js';
import { mapOf } from '../road/make-roads.js';

/** s; steps of 0.1 s by which a position comes late */
const LATENCY = 0.2;
const STEPS = 2;

const drive = simulateDrive({ seed: 4, road: 'country', vehicle: VEHICLES[0]!, seconds: 60 });
const rms = (errors: number[]) => Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);

/** The drive as a car would have it whose receiver is late, by a profile that says how much. */
async function sampledWith(positionLatency: number) {
  const late = drive.rows.slice(STEPS).map((row, k) => {
    const { latitude, longitude } = drive.rows[k]!;
    return { ...row, latitude: latitude!, longitude: longitude! };
  });
  const { profile, ...vehicle } = await readVehicle('synthetic');
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), 'late.log');
  await writeFile(path, formatCanLog(late, { profile, ...vehicle }, 0.1));
  const told = { ...vehicle, profile: vehicleProfileSchema.parse({ ...profile, positionLatency }) };
  return (await readLog(path, { vehicle: told, dt: 0.1, remark: () => undefined })).rows;
}

/** m along the road, how far the match is from where the car is */
async function matchError(positionLatency: number): Promise<number> {
  const matcher = new MapMatcher(mapOf(drive));
  const errors = (await sampledWith(positionLatency)).map((sample, k) => {
    // the driven curvature is left out: it would hold the car in place by itself
    const { curvature, vEgo } = sample;
    return (
      (matcher.push({ ...sample, curvature: NaN, yawRate: curvature * vEgo }).at?.s ?? NaN) - drive.track[k + STEPS]!.s
    );
  });
  return rms(errors.slice(50));
}

test('a position that comes late is where the car was, as far as the profile says', async () => {
  expect(await matchError(LATENCY)).toBeLessThan(1);
  expect(await matchError(0)).toBeGreaterThan(2.5); // 0.2 s at 15 to 25 m/s
});

test('a map that is learned by them has its bends where they are', async () => {
  const errors: number[] = [];
  for (const latency of [LATENCY, 0]) {
    const map = toRoadMap(learnNetwork([{ name: 'late', rows: await sampledWith(latency) }]));
    const { rows, origin, track } = drive;
    const inside = track.slice(50, -50).map(({ x, y, heading }, k) => {
      const here = toFrame(map.frame, toGeographic(SYNTHETIC_FRAME, origin.x + x, origin.y + y)!)!;
      const [near] = placesNear(map, here.x, here.y, 8, heading);
      return curvatureAt(map, near!) - rows[k + 50]!.curvature;
    });
    errors.push(rms(inside));
  }
  const [told, untold] = errors as [number, number]; // as: two in, two out
  expect(told).toBeLessThan(0.2 * untold);
});

test('a log that is decoded to a drive file keeps how old its positions are', async () => {
  const { profile } = await readVehicle('synthetic');
  const { header, line } = sampleLines(profile);
  const samples = await sampledWith(LATENCY);
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), 'late.csv');
  await writeFile(path, header + samples.map(line).join(''));
  const { rows } = await readDrive(path);
  const ages = samples.map(({ positionAge }) => positionAge);
  expect(ages[1]).toBeCloseTo(LATENCY, 2);
  expect(rows.map(({ positionAge }) => positionAge)).toEqual(ages);
});
