import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { protect } from '../../../can/e2e/e2e.js';
import { toyotaChecksum } from '../../../can/e2e/toyota.js';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import { MessageEncoder } from '../../../can/message-encoder.js';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { logSamples } from '../../../drives/log-samples.js';
import { REAL_DRIVES } from '../../drives/real-drives.js';
import { makeFrame } from '../frames.js';

test('Toyota: coarse and fine angle, four wheels, yaw rate; a broken checksum is not taken', async () => {
  const vehicle = await readVehicle('toyota');
  const checksum = toyotaChecksum();
  const send = (ms: number, name: string, values: Record<string, number>) => {
    const message = vehicle.dbc.messages.find((one) => one.name === name)!;
    const encoded = new MessageEncoder(message, Object.keys(values)).encode(Object.values(values));
    if ('misfit' in encoded) throw new Error(encoded.misfit);
    if (name === 'KINEMATICS' || name === 'STEER_ANGLE_SENSOR') protect(checksum, message.id, encoded.data);
    return makeFrame({ id: message.id, data: encoded.data, timestampUs: 1.6e15 + ms * 1000 });
  };
  const wheels = Object.fromEntries(['FR', 'FL', 'RR', 'RL'].map((at, i) => [`WHEEL_SPEED_${at}`, 70 + i]));
  const sampler = new FrameSampler(vehicle, { dt: 0.1 });
  const broken = send(95, 'STEER_ANGLE_SENSOR', { STEER_ANGLE: 300 });
  broken.data[7]! ^= 1;
  const frames = [
    send(80, 'GEAR_PACKET', { GEAR: 0 }),
    send(80, 'STEER_ANGLE_SENSOR', { STEER_ANGLE: -33, STEER_FRACTION: 0.4 }),
    send(85, 'KINEMATICS', { YAW_RATE: -125 + 0.244 * 500, ACCEL_Y: -18.375 + 0.03589 * 500 }),
    broken,
    send(100, 'WHEEL_SPEEDS', wheels),
  ];
  for (const frame of frames) sampler.push(frame);
  const [sample] = sampler.end();
  const vEgo = 71.5 / 3.6;
  expect(sample).toMatchObject({ valid: true, reasons: ['CHECKSUM'] });
  expect(sample!.steeringAngleDeg).toBeCloseTo(-32.6, 9);
  expect(sample!.vEgo).toBeCloseTo(vEgo, 2);
  expect(sample!.curvature).toBeCloseTo((-3 * Math.PI) / 180 / vEgo, 4);
  expect(sample!.aLat).toBeCloseTo(-0.43, 9);
});

/** s, the log's stamp at which the derived drive begins */
const ORIGIN = 1_631_416_514.737171;
/** s; the derived drive's 0.02 was added to seconds since 1970, of which a double keeps a quarter of a microsecond. */
const STEP = ORIGIN + 0.02 - ORIGIN;
/** The derived file has four decimals. */
const ROUNDING = 0.00005 + 1e-9;

test.skipIf(!REAL_DRIVES)('Subaru: steering and speed of the recorded log are those of its 50 Hz drive', async () => {
  const folder = join(REAL_DRIVES!, 'subaru_wrx_sti');
  const vehicle = await readVehicle('subaru-wrx-sti');
  const remarks: string[] = [];
  const tracks = { steeringAngleDeg: new Map<number, number>(), vEgo: new Map<number, number>() };
  const remark = (text: string) => remarks.push(text);
  for await (const sample of logSamples(join(folder, 'can_sample.log'), { vehicle, dt: 0.005, remark })) {
    for (const [name, track] of Object.entries(tracks)) {
      const field = name as keyof typeof tracks; // as: the keys are written above
      const stamp = Math.round(Math.round(sample.time * 1e6) - sample.ages![field] * 1e6) / 1e6;
      if (!Number.isNaN(stamp))
        track.set(stamp, sample.reasons!.includes('REVERSE') ? Math.abs(sample[field]) : sample[field]);
    }
  }
  expect(remarks).toEqual([expect.stringMatching(/82558 frames, 9121 of wanted messages: no faults$/)]);
  const rows = readFileSync(join(folder, 'derived_50hz.csv'), 'utf8').trim().split('\n').slice(1);
  const largest = { steeringAngleDeg: 0, vEgo: 0 };
  for (const [name, track] of Object.entries(tracks)) {
    const field = name as keyof typeof tracks;
    const points = [...track].sort((a, b) => a[0] - b[0]);
    let k = 0;
    rows.slice(0, -2).forEach((row, i) => {
      const at = ORIGIN + i * STEP;
      while (k < points.length - 2 && points[k + 1]![0] < at) k++;
      const [[t0, v0], [t1, v1]] = [points[k]!, points[k + 1]!];
      const value = v0 + ((at - t0) / (t1 - t0)) * (v1 - v0);
      const derived = Number(row.split(',')[field === 'vEgo' ? 2 : 4]);
      if (at >= points[0]![0] && at <= points.at(-1)![0]) {
        largest[field] = Math.max(largest[field], Math.abs(value - derived));
      }
    });
  }
  console.log(`largest differences: ${largest.steeringAngleDeg} deg, ${largest.vEgo} m/s`);
  expect(largest.steeringAngleDeg).toBeLessThan(ROUNDING);
  expect(largest.vEgo).toBeLessThan(ROUNDING);
});
