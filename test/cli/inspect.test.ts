import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { inspectDbc, readDbc } from '../../cli/inspect-dbc.js';
import { inspectDrive } from '../../cli/inspect-drive.js';
import { inspectBundle } from '../../cli/inspect-bundle.js';
import { inspectLog } from '../../cli/inspect-log.js';
import { inspectProfile } from '../../cli/inspect-profile.js';
import type { ProfileFit } from '../../cli/profile-fit.js';
import { DEFAULT_CONFIG } from '../../runtime/run-config.js';
import { scoreTable } from '../../cli/score-table.js';
import type { ModelCard } from '../../core/model-card.js';
import { VEHICLES_FOLDER } from '../../can/vehicle/read-vehicle.js';
import type { DriveScores } from '../../training/metrics.js';
import { driveFor, makeVehicle, send, START } from '../can/vehicle/make-vehicle.js';
import { DEFAULT_MODEL } from './drive-files.js';
import { parseUnits } from '../../drives/units.js';

const RATES = { bitrate: 500_000, dataBitrate: 2_000_000 };

async function file(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), name);
  await writeFile(path, text);
  return path;
}

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

it('a DBC: what can be decoded, what not, and its warnings', async () => {
  const path = await file(
    'a.dbc',
    'BO_ 1 A: 1 X\n SG_ GOOD : 0|4@1+ (1,0) [0|0] "" X\n SG_ LONG : 4|8@1+ (1,0) [0|0] "" X\n',
  );
  const { figures, text } = await inspectDbc(path);
  expect(figures).toMatchObject({ kind: 'dbc', warnings: [{ line: 3 }] });
  expect(text).toContain("1 message, 2 signals, 1 of them can't be decoded");
  expect(text).toContain('LONG: reaches into byte 2 of a message of 1 bytes');
});

it('a DBC: its ids as a profile takes them, and when multiplexed signals are there', async () => {
  const path = await file(
    'a.dbc',
    'BO_ 2147483653 A: 8 X\n SG_ P M : 0|8@1+ (1,0) [0|0] "" X\n SG_ B m1 : 8|8@1+ (1,0) [0|0] "" X\n' +
      ' SG_ C m2 : 8|8@1+ (1,0) [0|0] "" X\nBO_ 358 D: 1 X\nSG_MUL_VAL_ 2147483653 C P 2-2,4-7;\n',
  );
  const { text } = await inspectDbc(path);
  expect(text.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    `${path}: DBC, 2 messages, 3 signals`,
    '0x5x A 8 bytes',
    ' P 0|8 intel unsigned x 1 + 0',
    ' B 8|8 intel unsigned x 1 + 0 when P is 1',
    ' C 8|8 intel unsigned x 1 + 0 when P is 2, 4-7',
    '0x166 D 1 byte',
  ]);
});

it('a drive: rows, step, gaps, ranges and the share of valid rows', async () => {
  const rows = Array.from(
    { length: 20 },
    (_, k) => `${k < 10 ? k / 10 : 5 + k / 10},0.01,${k},${-k},${k % 4 === 0 ? 0 : 1}`,
  );
  const path = await file('a.csv', `t,Curvature,Velocity,Steering_Angle,Valid\n${rows.join('\n')}\n`);
  const { figures } = await inspectDrive(path, {});
  expect(figures).toMatchObject({ rows: 20, step: 0.1, gaps: 1, validShare: 0.75 });
  expect((figures as { ranges: object[] }).ranges).toContainEqual(
    expect.objectContaining({ channel: 'steeringAngleDeg', min: -19, missing: 0 }),
  );
});

it('a drive: its columns by the names of the file, positions, what is not read, and remarks', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},48.${k},11.5,x`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,lat,lon,Driver\n${rows.join('\n')}\n`);
  const { text } = await inspectDrive(path, {});
  expect(text).toContain('20 rows over 1.9 s, one each 0.1 s (10 Hz), 0 gaps');
  expect(text).toContain('100.0 % of the rows are valid; positions as lat, lon');
  expect(text).toMatch(/^Velocity +m\/s +speed +0 +10 +19 +0$/m);
  expect(text).toMatch(/^lat +deg +position, WGS 84 +48 +48\.18 +48\.9 +0$/m);
  expect(text).not.toMatch(/^Ay/m);
  expect(text).toContain('columns that are not read: Driver');
  expect(text).toContain('remark: no column t: rows taken as 0.1 s apart (--row-dt)');
  expect(text).toContain('not checked: signs and units (14 valid rows faster than 5 m/s, 50 wanted)');
  expect(text).not.toContain('nothing looks wrong');
  expect((await inspectDrive(path, { rowDt: 0.05 })).text).not.toContain('remark');
});

it('a drive: a column that may be its time, under a name that is not known', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${50 * k}`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,time_ms\n${rows.join('\n')}\n`);
  expect((await inspectDrive(path, {})).text).toContain(
    'rows taken as 0.1 s apart (--row-dt); is time_ms the time? --columns t=time_ms',
  );
});

it('a drive: the step of its rows as the user says it, its own times left alone', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${k === 3 ? 'late' : k / 10}`);
  const path = await file('a.csv', `Curvature,Velocity,Steering_Angle,Time\n${rows.join('\n')}\n`);
  await expect(inspectDrive(path, {})).rejects.toThrow('expected a number in Time, got "late"');
  const { figures } = await inspectDrive(path, { rowDt: 0.05 });
  expect(figures).toMatchObject({
    step: 0.05,
    remarks: ['rows taken as 0.05 s apart (--row-dt), so its column Time is not used'],
  });
});

it('a drive: its rows too far apart, its times in another unit, columns of another name', async () => {
  const rows = (step: number) => Array.from({ length: 20 }, (_, k) => `0.001,${k},${k / 2},${k * step}`).join('\n');
  const inspected = async (step: number) =>
    (await inspectDrive(await file('a.csv', `Curvature,Velocity,Steering,Time\n${rows(step)}\n`), {})).text;
  const slow = await inspected(0.5);
  expect(slow).toContain(
    'remark: expected rows at most 0.1 s apart (the step of a model by default), got 0.5 s (train and compare take --dt 0.5)',
  );
  expect(slow).toContain('read: Time as t, Steering as Steering_Angle\n');
  expect(slow).not.toContain('not read');
  const slower = await inspected(100);
  expect(slower).toContain('got 100 s: is t in ms? (--units t=ms)');
  expect(slower).toMatch(/\nnot checked: signs and units \(the times come first\)$/);
  expect(await inspected(0.1)).not.toContain('remark');
});

it('a drive: a column that is left alone for its unit, and the option that has it read', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `${k / 10},0.001,${k},${k / 2},0.1,1,2`);
  const path = await file(
    'a.csv',
    `t,Curvature,Velocity,Steering_Angle,Ay [m/s/s],Ay [g],Curvature [deg/m]\n${rows.join('\n')}\n`,
  );
  expect((await inspectDrive(path, {})).text).not.toContain('remark');
  const alone = await file(
    'b.csv',
    `t,Curvature,Velocity,Steering_Angle,Ay [m/s/s],lat (rad),Driver\n${rows.join('\n')}\n`,
  );
  const { text } = await inspectDrive(alone, {});
  expect(text).toContain(
    'remark: Ay [m/s/s] is not read, as its unit is not m/s2 or g (--units ay=m/s2, where it is)\n',
  );
  expect(text).toContain('remark: lat (rad) is not read, as its unit is not deg (--units lat=deg, where it is)\n');
  const read = await inspectDrive(alone, { units: parseUnits('ay=m/s2') });
  expect(read.text).not.toContain('Ay [m/s/s] is not read');
});

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

it('a model bundle: what an engineer asks of it, with the figures of its card as a table', async () => {
  const { figures, text } = await inspectBundle(DEFAULT_MODEL);
  const { metrics, onnxSha256, training } = (figures as { card: ModelCard }).card; // as: of a bundle
  const { windows, model } = metrics.test as DriveScores; // as: made by this project
  expect(text).toMatch(/model bundle, verified: its hash, its tensors and 16 golden answers\n/);
  expect(text).toMatch(/^vehicle +any/m);
  expect(text).toContain('0.1 s: sees 5 steps (0.5 s) of the past, predicts 5 steps (0.5 s) ahead');
  expect(text).toMatch(new RegExp(`^sha256 +${onnxSha256}$`, 'm'));
  expect(text).toMatch(
    new RegExp(`^drives +${training.drives.train.length} drives: .*, …; those below among them`, 'm'),
  );
  expect(text).toMatch(/^vEgo +speed +m\/s +i-5 … i-1 +\S+ +\S+$/m);
  expect(text).toContain(`the bare network on the test drives, ${windows} steps`);
  expect(text).toContain(scoreTable(metrics.test as DriveScores));
  expect(text).toMatch(new RegExp(`^model +${model.maePerStep[0]!.toFixed(3)} .* ${model.r2.toFixed(4)}$`, 'm'));
  expect(text.split('\n').every((line) => line.length < 200)).toBe(true);
});

it('a drive with more gaps than a call has arguments', async () => {
  const rows = Array.from({ length: 260_000 }, (_, k) => `${k % 2 === 0 ? k : k - 0.9},0,1,0`);
  const path = await file('a.csv', `t,Curvature,Velocity,Steering_Angle\n${rows.join('\n')}\n`);
  const { figures } = await inspectDrive(path, {});
  expect(figures).toMatchObject({ gaps: 129_999 });
});

it('a log of one frame has no rate, and an empty one says so', async () => {
  const [first] = driveFor(0, 100).map(formatCandumpLine);
  const { text } = await inspectLog(await file('a.log', `${first}\n`), RATES);
  expect(text).toContain('can0: 1 frame in 0.0 s, too short for a rate');
  expect(text).not.toMatch(/NaN|Infinity/);
  const empty = await inspectLog(await file('b.log', ''), RATES);
  expect(empty.text).toMatch(/b\.log: CAN log\nno frames$/);
});
