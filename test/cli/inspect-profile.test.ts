import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectProfile } from '../../cli/inspect-profile.js';
import { DEFAULT_CONFIG } from '../../runtime/run-config.js';
import { VEHICLES_FOLDER } from '../../can/vehicle/read-vehicle.js';
import { useFiles } from './folders.js';

const file = useFiles();

it('a vehicle profile: its quantities, messages and what they are checked by', async () => {
  const { figures, text } = await inspectProfile(join(VEHICLES_FOLDER, 'subaru-wrx-sti.yaml'));
  expect(text).toMatch(/vehicle profile of "Subaru WRX STI"; all that it names is in .*subaru-wrx-sti\.dbc/);
  expect(text).toContain('curvature: yaw rate over speed; valid from 2 m/s');
  expect(text).toMatch(/^steering +deg +right +-600 … 600 +STEERING_AND_MOTION\.STEERING_ANGLE$/m);
  expect(text).toMatch(/^gear +reverse is 1 +BODY_STATE\.REVERSE_GEAR$/m);
  expect(text).toMatch(/^STEERING_AND_MOTION +0x[0-9A-F]+ +8 +20 ms +none +none +any$/m);
  const toyota = await inspectProfile(join(VEHICLES_FOLDER, 'toyota.yaml'));
  expect(toyota.text).toMatch(/^speed .*mean of WHEEL_SPEEDS\.WHEEL_SPEED_FR, /m);
  expect(toyota.text).toMatch(/^GEAR_PACKET +0x3BC +8 +on change +none/m);
  expect(figures).toMatchObject({ kind: 'profile', speedFloor: 2 });
});

it('a profile is not the configuration of a run, which another command takes', async () => {
  await expect(inspectProfile(DEFAULT_CONFIG)).rejects.toThrow(
    `expected a vehicle profile, got the configuration of a run, which is for run --config (${DEFAULT_CONFIG})`,
  );
});

it('a profile whose unit is not the one of the DBC', async () => {
  const path = await file(
    'a.yaml',
    'name: A\ndbc: a.dbc\nwheelbase: 2.7\nsteeringRatio: 15\nsignals:\n' +
      '  steering: { signal: A.S, unit: deg }\n  speed: { signal: A.V, unit: m/s }\n' +
      '  curvature: { signal: A.C, unit: 1/m }\nmessages:\n  A: { checksum: { kind: xor }, period: 0.02 }\n',
  );
  const signal = (name: string, start: number, unit: string) =>
    ` SG_ ${name} : ${start}|16@1+ (1,0) [0|0] "${unit}" X\n`;
  await writeFile(
    join(dirname(path), 'a.dbc'),
    `BO_ 5 A: 8 X\n${signal('S', 0, 'deg')}${signal('V', 16, 'km/h')}${signal('C', 32, '')}`,
  );
  const { text } = await inspectProfile(path);
  expect(text).toContain('curvature: as the bus has it; valid from 0 m/s; wheelbase 2.7 m, steering ratio 15');
  expect(text).toMatch(/^A +0x5 +8 +20 ms +xor +none +any$/m);
  expect(text).toContain(`remark: signals.speed: A.V is read in m/s, but the DBC says km/h (${path}:7)`);
});
