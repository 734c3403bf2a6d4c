import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { VEHICLES_FOLDER } from '../../can/vehicle/read-vehicle.js';
import { readDbc } from '../../cli/inspect-dbc.js';
import { inspectLog } from '../../cli/inspect-log.js';
import type { ProfileFit } from '../../cli/profile-fit.js';
import { driveFor, makeVehicle, send, START } from '../can/vehicle/make-vehicle.js';
import { useFiles } from './folders.js';

const file = useFiles();

const RATES = { bitrate: 500_000, dataBitrate: 2_000_000 };

it('a log whose end is torn is told in full, with the remark', async () => {
  const lines = driveFor(0, 2000).map(formatCandumpLine);
  const path = await file('a.log', `${lines.join('\n')}\n(1600000003.0000`);
  const dbc = await readDbc(join(VEHICLES_FOLDER, 'toyota.dbc'));
  const { figures, text } = await inspectLog(path, { ...RATES, dbc });
  expect(figures).toMatchObject({ kind: 'log', remarks: [`the last line is torn and left out (${path}:304)`] });
  expect(text).toMatch(/can0: 303 frames in 2\.0 s, 152 a second, bus load \d\.\d % at 500 kbit\/s/);
  expect(text).toMatch(/can0 {2}025 {2}STEER_ANGLE_SENSOR +101 +8 +20\.00 +0\.00 +0/);
  expect(text).toMatch(/STEER_ANGLE_SENSOR\.STEER_ANGLE +deg +1\.5 +1\.5/);
});

it('a log as a vehicle profile reads it: each quantity with its rate, range, gaps and faults, and the steps', async () => {
  const frames = driveFor(0, 10_000).filter(
    ({ id, timestampUs }) => id !== 180 || timestampUs < START + 4e6 || timestampUs > START + 5e6,
  );
  frames.push(send(10_000, 'GEAR_BOX', { GEAR: 1 }));
  for (let ms = 10_000; ms < 12_000; ms += 20) frames.push(send(ms, 'STEERING', { ANGLE: ms < 11_000 ? 90 : -3 }));
  const path = await file('a.log', frames.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  const steering = { signal: 'STEERING.ANGLE', unit: 'deg', positive: 'right', range: [-30, 30] };
  const signals = {
    steering,
    ignition: { signal: 'GEAR_BOX.GEAR', on: [1] },
    odometer: { signal: 'SPEED.REAR', unit: 'km' },
  };
  const { figures, text } = await inspectLog(path, { ...RATES, vehicle: makeVehicle({ signals }) });
  const { quantities, steps } = (figures as { profile: ReturnType<ProfileFit['end']> }).profile; // as: of a vehicle
  const of = (name: string) => quantities.find(({ quantity }) => quantity === name);
  expect(of('steering')).toEqual({
    ...{ quantity: 'steering', from: ['STEERING'], unit: 'deg', values: 551, period: 0.02, gaps: 1 },
    ...{ first: 0, last: 11.98, longest: 1, min: -1.5, max: 3, faults: { RANGE: 50 } },
  });
  expect(of('speed')).toMatchObject({ unit: 'm/s', gaps: 1, longest: 1.04, min: 20, max: 20, last: 10, faults: {} });
  expect(of('ignition')).toMatchObject({ values: 1, first: 10, last: 10, min: 1, max: 1, unit: '' });
  expect(steps).toMatchObject({ count: 120, reasons: { SIGNAL_LOST: expect.any(Number) as number } });
  expect(steps.valid).toBeLessThan(110);
  expect(text).toMatch(
    /^as a\.yaml \("test car"\) reads it: 120 steps of 0\.1 s, \d+ valid \(\d+\.\d %\); the others: /m,
  );
  expect(text).toMatch(/^steering +STEERING +deg +551 +50 +0\.0 … 12\.0 +1 +1\.00 +-1\.5 +3 +50 RANGE \(8\.3 %\)$/m);
  expect(text).toContain('remark: steering and curvature run against each other');
});

it('a log of another car', async () => {
  const path = await file('a.log', `${formatCandumpLine(send(0, 'SPEED', {}, { id: 1 }))}\n`);
  const { text } = await inspectLog(path, { ...RATES, vehicle: makeVehicle() });
  expect(text).toContain(
    'as a.yaml ("test car") reads it: none of its messages is in the log\n1 frame, 0 of wanted messages: steering (STEERING 0x25) never came',
  );
});

it('a log of one frame has no rate, and an empty one says so', async () => {
  const [first] = driveFor(0, 100).map(formatCandumpLine);
  const { text } = await inspectLog(await file('a.log', `${first}\n`), RATES);
  expect(text).toContain('can0: 1 frame in 0.0 s, too short for a rate');
  expect(text).not.toMatch(/NaN|Infinity/);
  const empty = await inspectLog(await file('b.log', ''), RATES);
  expect(empty.text).toMatch(/b\.log: CAN log\nno frames$/);
});
