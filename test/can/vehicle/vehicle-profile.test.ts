import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { profileJsonSchema } from '../../../can/vehicle/profile-json-schema.js';
import { readVehicle, VEHICLES_FOLDER } from '../../../can/vehicle/read-vehicle.js';
import { unitRemarks } from '../../../can/vehicle/unit-check.js';
import { VehicleBus } from '../../../can/vehicle/vehicle-bus.js';
import { dbc, makeProfile, makeVehicle } from './make-vehicle.js';

const refusal = (fields: Parameters<typeof makeProfile>[0]) => {
  try {
    new VehicleBus(makeVehicle(fields));
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

async function readText(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), 'car.yaml');
  await writeFile(path, text);
  return readVehicle(path).then(
    () => 'accepted',
    (error: Error) => error.message.replaceAll(path, 'car.yaml'),
  );
}

test('a signal that the DBC has not: the nearest names are offered, all faults at once', () => {
  const message = refusal({
    signals: {
      steering: { signal: 'STEERING.ANGEL', unit: 'deg' },
      speed: { mean: ['SPED.FRONT', '0xb5.REAR'], unit: 'km/h' },
    },
    messages: { STEERING: { counter: { signal: 'COUNT' } }, GEARBOX: {} },
  });
  expect(message.split('\n  ')).toEqual([
    'signals.steering: no signal ANGEL in STEERING of a.dbc; nearest: ANGLE, SIDE, COUNTER',
    'signals.speed: no message SPED in a.dbc; nearest: SPEED, MOTION, STEERING',
    'signals.speed: no message of the 11-bit id 0xb5 in a.dbc',
    'messages.STEERING.counter: no signal COUNT in STEERING of a.dbc; nearest: COUNTER, ANGLE, SIDE',
    'messages: no message GEARBOX in a.dbc; nearest: GEAR_BOX, MOTION, STEERING (a.yaml)',
  ]);
});

test('a check of a message that nothing is read from is a fault', () => {
  expect(refusal({ messages: { GEAR_BOX: {} } })).toBe(
    'messages.GEAR_BOX: no signal of the profile is in this message (a.yaml)',
  );
});

test('two checks of one message are a fault, by whatever name it goes', () => {
  const checked = { checksum: { kind: 'toyota' } } as const;
  expect(refusal({ messages: { '0x25': checked, STEERING: { counter: { signal: 'COUNTER' } } } })).toBe(
    'messages.STEERING: STEERING is here already, under another name (a.yaml)',
  );
});

test('an alias of nothing is told in a line', async () => {
  expect(await readText('name: *nobody\n')).toMatch(/^expected YAML, got ".*alias.*" \(car\.yaml\)$/);
});

test('messages go by name or by id, and a name that two messages have by id alone', () => {
  expect(refusal({ signals: { steering: { signal: '0x25.ANGLE', unit: 'deg' } } })).toBe('accepted');
  expect(refusal({ signals: { steering: { signal: '37.ANGLE', unit: 'deg' } } })).toBe('accepted');
  const twin = { ...dbc.messages[0]!, id: 0x18fef100, extended: true };
  const vehicle = { ...makeVehicle(), dbc: { ...dbc, messages: [...dbc.messages, twin] } };
  expect(() => new VehicleBus(vehicle)).toThrow('name it by its id: 0x25, 0x18fef100x');
});

test('unknown keys and wrong values are all listed, with their lines', async () => {
  const message = await readText(`name: car
colour: red
wheels: 4
signals:
  steering: { signal: ANGLE, unit: degrees, positive: up }
  speed: { signal: SPEED.FRONT, sum: [SPEED.FRONT, SPEED.REAR], unit: m/s }
messages:
  SPEED: { checksum: { kind: crc }, crc: 1 }
`);
  for (const fault of [
    'unrecognized keys: "colour", "wheels" (car.yaml:1)',
    'signals.steering.signal: expected MESSAGE.SIGNAL, such as SPEED.VEHICLE_SPEED or 0xB4.VEHICLE_SPEED (car.yaml:5)',
    'signals.steering.unit: invalid option: expected one of "deg"|"rad" (car.yaml:5)',
    'signals.steering.positive: invalid option: expected one of "left"|"right" (car.yaml:5)',
    'signals.speed: expected one of signal, sum and mean (car.yaml:6)',
    'messages.SPEED: unrecognized key: "crc" (car.yaml:8)',
  ]) {
    expect(message.split('\n  ')).toContain(fault);
  }
  expect(message).toMatch(/messages\.SPEED\.checksum\.kind: invalid discriminator value.*'toyota'/);
});

test('a profile without curvature and yaw rate, broken YAML, a missing DBC and an unknown name are refused', async () => {
  const { steering, speed } = makeProfile().signals;
  expect(await readText(stringify({ ...makeProfile(), signals: { steering, speed } }))).toBe(
    'expected signals.curvature or signals.yawRate (car.yaml:1)',
  );
  expect(await readText('name: car\nsignals: [')).toMatch(/^expected YAML, got .* \(car.yaml:2\)/);
  expect(await readText(stringify({ ...makeProfile(), dbc: 'none.dbc' }))).toMatch(
    /^expected the DBC file of car.yaml, got no such file or folder \(.*none.dbc\)$/,
  );
  await expect(readVehicle('toyotta')).rejects.toThrow(/a name \(toyota, .*got "toyotta" \(--vehicle\)/);
  await expect(readVehicle('/no/such.yaml')).rejects.toThrow('got no such file or folder');
});

test('every profile of the project reads, and its DBC is without warnings', async () => {
  const names = (await readdir(VEHICLES_FOLDER)).filter((name) => name.endsWith('.yaml'));
  expect(names).toEqual(['subaru-wrx-sti.yaml', 'synthetic.yaml', 'toyota.yaml']);
  for (const name of names) {
    const { dbc } = await readVehicle(name.replace('.yaml', ''));
    expect(dbc.warnings).toEqual([]);
  }
});

test("the editors' JSON Schema is the schema of the code; `node dist/can/vehicle/profile-json-schema.js` writes it", () => {
  const written = readFileSync(join(VEHICLES_FOLDER, 'schema.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
});

test('a unit that is not the one of the DBC is remarked on, one that it spells otherwise is not', () => {
  const stated = (unit: string) => {
    const messages = dbc.messages.map((message) => ({
      ...message,
      signals: message.signals.map((signal) => (signal.name === 'FRONT' ? { ...signal, unit } : signal)),
    }));
    return unitRemarks({ ...makeVehicle(), dbc: { ...dbc, messages } });
  };
  expect(stated('m/s')).toEqual(['signals.speed: SPEED.FRONT is read in km/h, but the DBC says m/s (a.yaml)']);
  for (const unit of ['km/h', 'kph', 'KPH', '', '1/min', ' km/h ']) expect(stated(unit)).toEqual([]);
});
