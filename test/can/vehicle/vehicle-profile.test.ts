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
  expect(message.split('; ')).toEqual([
    'signals.steering: expected a signal of STEERING in a.dbc (nearest: ANGLE, SIDE, COUNTER), got ANGEL (a.yaml)',
    'signals.speed: expected a message of a.dbc (nearest: SPEED, MOTION, STEERING), got SPED (a.yaml)',
    'signals.speed: expected a message of a.dbc, got none of the 11-bit id 0xB5 (a.yaml)',
    'messages.STEERING.counter: expected a signal of STEERING in a.dbc (nearest: COUNTER, ANGLE, SIDE), got COUNT (a.yaml)',
    'messages.GEARBOX: expected a message of a.dbc (nearest: GEAR_BOX, MOTION, STEERING), got GEARBOX (a.yaml)',
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
  expect(() => new VehicleBus(vehicle)).toThrow('to be named by id: 0x25, 0x18FEF100');
});

test.each([
  [{ kind: 'xor', at: 1 }, 2],
  [{ kind: 'j1850', at: -2 }, 2],
  [{ kind: 'autosar-5', dataId: 1 }, 3],
])('a checksum %j that a message of one byte has no place for is refused', (checksum, bytes) => {
  const gear = { signal: 'GEAR_BOX.GEAR', reverse: [1] };
  expect(refusal({ signals: { gear }, messages: { GEAR_BOX: { checksum } } })).toContain(
    `messages.GEAR_BOX.checksum: expected a message of at least ${bytes} bytes, got GEAR_BOX of 1`,
  );
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
  expect(message.split('; ').sort()).toEqual(
    [
      'unknown key "colour" (nearest: channel) (car.yaml:2)',
      'unknown key "wheels" (nearest: wheelbase) (car.yaml:3)',
      'signals.steering.signal: expected MESSAGE.SIGNAL, such as SPEED.VEHICLE_SPEED or 0xB4.VEHICLE_SPEED, got "ANGLE" (car.yaml:5)',
      'signals.steering.unit: expected one of "deg", "rad", got "degrees" (car.yaml:5)',
      'signals.steering.positive: expected one of "left", "right", got "up" (car.yaml:5)',
      'signals.speed: expected one of signal, sum and mean (car.yaml:6)',
      'messages.SPEED: unknown key "crc" (nearest: cyclic) (car.yaml:8)',
      "messages.SPEED.checksum.kind: expected 'toyota', 'honda', 'xor', 'j1850', 'autosar-1', 'autosar-2', 'autosar-5', got \"crc\" (car.yaml:8)",
    ].sort(),
  );
});

test('what the DBC has not is told with its line in the profile', async () => {
  const message = await readText(`name: car
dbc: ${join(VEHICLES_FOLDER, 'toyota.dbc')}
signals:
  steering: { signal: STEER_ANGLE_SENSOR.STEER_ANGEL, unit: deg }
  speed: { signal: 0xB4.SPEED, unit: km/h }
  yawRate: { signal: KINEMATICS.YAW_RATE, unit: deg/s }
messages:
  0xB4: { counter: { signal: COUNT } }
  WHEEL_SPEED: {}
`);
  expect(message.replaceAll(join(VEHICLES_FOLDER, 'toyota.dbc'), 'toyota.dbc').split('; ')).toEqual([
    'signals.steering: expected a signal of STEER_ANGLE_SENSOR in toyota.dbc (nearest: STEER_ANGLE, STEER_FRACTION), got STEER_ANGEL (car.yaml:4)',
    'messages.180.counter: expected a signal of SPEED in toyota.dbc (nearest: SPEED), got COUNT (car.yaml:8)',
    'messages.WHEEL_SPEED: expected a message of toyota.dbc (nearest: WHEEL_SPEEDS, SPEED, GEAR_PACKET), got WHEEL_SPEED (car.yaml:9)',
  ]);
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

test('a latency of positions wants positions, and is one of seconds', async () => {
  const place = { signal: 'GEAR_PACKET.GEAR', unit: 'deg' };
  const positions = { ...makeProfile().signals, latitude: place, longitude: place };
  expect(await readText(stringify({ ...makeProfile(), positionLatency: 0.2 }))).toBe(
    'expected signals.latitude and signals.longitude with positionLatency (car.yaml:1)',
  );
  for (const wrong of [-0.1, 150, '0.1 s']) {
    expect(await readText(stringify({ ...makeProfile(), signals: positions, positionLatency: wrong }))).toContain(
      'positionLatency',
    );
  }
  expect(await readText(stringify({ ...makeProfile(), positionLatencyMs: 150 }))).toContain('nearest: positionLatency');
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
  expect(stated('m/s/s')).toEqual(['signals.speed: SPEED.FRONT is read in km/h, but the DBC says m/s/s (a.yaml)']);
  expect(stated('deg')).toHaveLength(1);
  for (const unit of ['km/h', 'kph', 'KPH', '', '1/min', ' km/h ']) expect(stated(unit)).toEqual([]);
});
