import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import type { CanFrame } from '../../can/frame.js';
import { readDrives } from '../../cli/drive-options.js';
import { readLog } from '../../drives/read-log.js';
import { listDrives } from '../../drives/list-drives.js';
import { smallDrive, toCsv } from '../cli/drive-files.js';
import { driveFor, makeVehicle, send } from '../can/vehicle/make-vehicle.js';

const DT = 0.1;
const folder = () => mkdtemp(join(tmpdir(), 'steercast-'));
const textOf = (frames: readonly CanFrame[]) => frames.map((frame) => `${formatCandumpLine(frame)}\n`).join('');

async function read(content: string | Uint8Array, profile: Parameters<typeof makeVehicle>[0] = {}) {
  const path = join(await folder(), 'a.log');
  await writeFile(path, content);
  const remarks: string[] = [];
  const remark = (text: string) => remarks.push(text.replace(path, 'a.log'));
  const drive = await readLog(path, { vehicle: makeVehicle(profile), dt: DT, remark });
  return { drive, remarks };
}

it('is a drive of the samples on the grid, with the hash of the file', async () => {
  const { drive, remarks } = await read(textOf(driveFor(20, 1000)));
  expect(drive).toMatchObject({ name: 'a.log', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  expect(drive.rows).toHaveLength(10);
  expect(remarks).toEqual(['a.log: 150 frames, 150 of wanted messages: no faults']);
});

it('reads a log whose end is torn up to its last whole line, and says so', async () => {
  const { drive, remarks } = await read(`${textOf(driveFor(20, 1000))}(1600000001.02`);
  expect(drive.rows).toHaveLength(10);
  expect(remarks[0]).toBe('the last line is torn and left out (a.log:151)');
});

it('goes on where the stamps go back an hour', async () => {
  const { drive, remarks } = await read(textOf([...driveFor(20, 1000), ...driveFor(-3_599_000, -3_598_000)]));
  expect(drive.rows.filter(({ valid }) => valid)).toHaveLength(10 + 10);
  expect(remarks).toEqual(['a.log: 303 frames, 303 of wanted messages: 1 CLOCK_STEP']);
});

it.each([
  [
    'a log in no known format',
    'SQLite format 3\n',
    /expected a candump line .*, or a log in ASC, BLF or TRC, got "SQLite.*a.log:1\)/,
  ],
  ['a line of 100 MB', Buffer.alloc(100e6, 0x61), /got more than 4096 bytes without an end: "aaa.*a.log:1\)/],
  ['bytes of another kind', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0a, 0), /expected a candump line/],
  [
    'a log without the vehicle’s messages',
    textOf([send(0, 'SPEED', {}, { id: 1 })]),
    /expected messages of a\.yaml, got none in 1 frame/,
  ],
  [
    'a log without one of them',
    textOf(driveFor(0, 1000).filter(({ id }) => id !== 37)),
    /none valid: SIGNAL_AWAITED, SIGNAL_LOST/,
  ],
])('refuses %s', async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

it('tells where the profile has a sign the wrong way round', async () => {
  const frames = driveFor(20, 10_000);
  const turned = { signals: { steering: { signal: 'STEERING.ANGLE', unit: 'deg', positive: 'right' } } };
  expect((await read(textOf(frames))).remarks.join()).not.toContain('run against each other');
  expect((await read(textOf(frames), turned)).remarks[1]).toMatch(
    /correlation -1\.00\): does one of them count up to the right\? \(a\.yaml\)/,
  );
});

it('is no drive without a vehicle', async () => {
  const path = join(await folder(), 'a.log');
  await writeFile(path, textOf(driveFor(0, 100)));
  await expect(readDrives([path], {}, { dt: DT })).rejects.toThrow(
    `expected the vehicle of a CAN log (--vehicle, a .yaml file or subaru-wrx-sti, synthetic, toyota), got none (${path})`,
  );
});

it.each([
  ['h.txt', (text: string) => text],
  ['honda', (text: string) => text],
  ['g.bin', (text: string) => gzipSync(text)],
])('is known by how it begins where its name does not say it: %s', async (name, encode) => {
  const path = join(await folder(), name);
  await writeFile(path, encode(textOf(driveFor(0, 100))));
  await expect(readDrives([path], {}, { dt: DT })).rejects.toThrow('expected the vehicle of a CAN log');
});

it.each([
  ['MDF     4.10', 'got MF4, of which `python3 -m can.logconvert` makes a BLF'],
  ['  can0  0D2   [8]  00 00 FF FF 10 00 00 00\n', "got candump's picture for people: record with `candump -l` ("],
  ['\xfd7zXZ\0', 'got xz data: unpack them'],
])('is refused with what to do where it begins %j', async (content, message) => {
  const path = join(await folder(), 'a.log');
  await writeFile(path, content, 'latin1');
  await expect(readDrives([path], { vehicle: 'synthetic' }, { dt: DT })).rejects.toThrow(message);
});

it('is no table that begins with a semicolon, whatever begins a trace of PEAK', async () => {
  const path = join(await folder(), 'a.csv');
  const lines = toCsv(smallDrive(40)).replaceAll(',', ';').trimEnd().split('\n');
  await writeFile(path, lines.map((line, k) => `${k === 0 ? '' : k};${line}\n`).join(''));
  const [drive] = await readDrives([path], {}, { dt: DT });
  expect(drive!.rows).toHaveLength(40);
});

it('is mentioned where a file is no drive', async () => {
  const path = join(await folder(), 'a.pdf');
  await writeFile(path, '%PDF\n');
  await expect(readDrives([path], {}, { dt: DT })).rejects.toThrow(
    'or a CAN log (.log, .candump, .asc, .blf, .trc), got the extension .pdf',
  );
});

it('is found in a folder where logs are asked for', async () => {
  const dir = await folder();
  for (const name of ['a.log', 'b.LOG.gz', 'c.candump', 'd.csv', 'e.gz', '.f.log'])
    await writeFile(join(dir, name), '');
  const names = async (logs: boolean) => (await listDrives([dir], { logs })).map((path) => path.slice(dir.length + 1));
  expect(await names(true)).toEqual(['a.log', 'b.LOG.gz', 'c.candump', 'd.csv']);
  expect(await names(false)).toEqual(['d.csv']);
});
