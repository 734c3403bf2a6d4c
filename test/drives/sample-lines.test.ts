import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FrameSampler } from '../../can/vehicle/frame-sampler.js';
import { readDrive } from '../../drives/read-drive.js';
import { sampleLines } from '../../drives/sample-lines.js';
import { driveFor, makeVehicle, send } from '../can/vehicle/make-vehicle.js';

const vehicle = makeVehicle({
  signals: {
    lateralAcceleration: { signal: 'MOTION.YAW_RATE', unit: 'm/s2' },
    gear: { signal: 'GEAR_BOX.GEAR', reverse: [1] },
  },
});
const { header, line } = sampleLines(vehicle.profile);

function samples() {
  const sampler = new FrameSampler(vehicle, { dt: 0.1 });
  const frames = [...driveFor(0, 600), send(600, 'GEAR_BOX', { GEAR: 3 }), ...driveFor(600, 2000)];
  return [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
}

it('is a drive file that gives the same samples again', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), 'a.csv');
  const written = samples();
  await writeFile(path, header + written.map(line).join(''));
  const { rows } = await readDrive(path);
  expect(rows.some(({ valid }) => valid)).toBe(true);
  expect(rows.some(({ valid }) => !valid)).toBe(true);
  const kept = ({ time, curvature, vEgo, steeringAngleDeg, aLat, valid }: (typeof rows)[number]) => ({
    time,
    curvature,
    vEgo,
    steeringAngleDeg,
    aLat,
    valid,
  });
  expect(rows.map(kept)).toEqual(written.map(kept));
});

it('has ages and reasons beside the values, and columns for what the profile has', () => {
  expect(header).toBe(
    't,Curvature,Velocity,Ay,Steering_Angle,Valid,Yaw_Rate,Curvature_Age,Velocity_Age,Steering_Angle_Age,Reasons\n',
  );
  const first = samples()[0]!;
  const cells = line(first).trimEnd().split(',');
  expect(cells.slice(7, 10).map(Number)).toEqual([
    first.ages!.curvature,
    first.ages!.vEgo,
    first.ages!.steeringAngleDeg,
  ]);
  expect(cells.at(-1)).toBe('SIGNAL_AWAITED');
});

it('leaves the cell of a value that never came empty', () => {
  const sampler = new FrameSampler(vehicle, { dt: 0.1 });
  const [sample] = driveFor(0, 300)
    .filter(({ id }) => id !== 180)
    .flatMap((frame) => sampler.push(frame));
  expect(line(sample!).split(',').slice(1, 6)).toEqual(['', '', expect.anything(), expect.anything(), '0']);
});
