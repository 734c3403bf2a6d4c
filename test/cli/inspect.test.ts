import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { inspectDbc, readDbc } from '../../cli/inspect-dbc.js';
import { inspectDrive } from '../../cli/inspect-drive.js';
import { inspectLog } from '../../cli/inspect-log.js';
import { VEHICLES_FOLDER } from '../../can/vehicle/read-vehicle.js';
import { driveFor } from '../can/vehicle/make-vehicle.js';

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
  const { figures, text } = await inspectLog(path, RATES, dbc);
  expect(figures).toMatchObject({ kind: 'log', remarks: [`the last line is torn and left out (${path}:304)`] });
  expect(text).toMatch(/can0: 303 frames in 2\.0 s, 152 a second, bus load \d\.\d % at 500 kbit\/s/);
  expect(text).toMatch(/can0 {2}025 {2}STEER_ANGLE_SENSOR +101 +8 +20\.00 +0\.00 +0/);
  expect(text).toMatch(/STEER_ANGLE_SENSOR\.STEER_ANGLE +deg +1\.5 +1\.5/);
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
