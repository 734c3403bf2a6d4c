import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../../../core/input-error.js';
import { readFrames } from '../../../can/log/read-frames.js';
import { formatCandumpLine } from '../../../can/log/candump-format.js';
import type { CanFrame } from '../../../can/frame.js';
import { anyFrame, makeFrame } from '../frames.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candump-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer): Promise<{ frames: CanFrame[]; remarks: string[] }> {
  const path = join(folder, 'a.log');
  await writeFile(path, content);
  const frames: CanFrame[] = [];
  const remarks: string[] = [];
  for await (const batch of readFrames(path, (text) => remarks.push(text))) frames.push(...batch);
  return { frames, remarks: remarks.map((text) => text.replace(path, 'a.log')) };
}

const line = formatCandumpLine(makeFrame());
/** More lines than several reads of the file hold. */
const many = Array.from({ length: 6000 }, (_, i) =>
  makeFrame({ id: i % 0x800, timestampUs: 1e12 + i, channel: i % 3 === 0 ? 'can1' : 'can0' }),
);

test('a log that is written is read back, plain and gzipped', async () => {
  const text = many.map((frame) => `${formatCandumpLine(frame)}\n`).join('');
  const plain = await read(text);
  expect(plain.remarks).toEqual([]);
  expect(plain.frames).toEqual(many);
  expect((await read(gzipSync(text))).frames).toEqual(many);
});

test('a pipe is read like a file', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const writing = writeFile(path, `${line}\n`);
  const frames: CanFrame[] = [];
  for await (const batch of readFrames(path)) frames.push(...batch);
  await writing;
  expect(frames).toEqual([makeFrame()]);
});

test('any frames are read back, however lines and reads cut each other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { maxLength: 50 }), async (frames) => {
      const text = frames.map((frame) => `${formatCandumpLine(frame)}\n`).join('');
      expect((await read(text)).frames).toEqual(frames);
    }),
    { numRuns: 50 },
  );
});

test("frames are the receiver's: none changes when later ones are read", async () => {
  const { frames } = await read(`${line}\n(1.0) can0 123#0102030405060708\n`);
  expect(frames[0]).toEqual(makeFrame());
  expect(frames[0]!.data.buffer).not.toBe(frames[1]!.data.buffer);
});

test('an empty log has no frames; blank lines and a missing last line feed do no harm', async () => {
  expect(await read('')).toEqual({ frames: [], remarks: [] });
  expect(await read('\n \r\n')).toEqual({ frames: [], remarks: [] });
  expect(await read(`${line}\r\n\n${line}`)).toEqual({ frames: [makeFrame(), makeFrame()], remarks: [] });
});

test('a torn last line is left out with a remark', async () => {
  expect(await read(`${line}\n${line.slice(0, 30)}`)).toEqual({
    frames: [makeFrame()],
    remarks: ['the last line is torn and left out (a.log:2)'],
  });
  expect(await read(Buffer.from(`${line}\n${line}\0\0\0`))).toEqual({
    frames: [makeFrame()],
    remarks: ['the last line is torn and left out (a.log:2)'],
  });
});

test.each([50, 5000, 100e6])('%d zero bytes at the end, as a crash leaves them, are a torn end', async (count) => {
  const path = join(folder, 'zeros.log');
  await writeFile(path, `${line}\n${line.slice(0, 30)}`);
  await truncate(path, line.length + 31 + count);
  const frames: CanFrame[] = [];
  const remarks: string[] = [];
  for await (const batch of readFrames(path, (text) => remarks.push(text))) frames.push(...batch);
  expect(frames).toEqual([makeFrame()]);
  expect(remarks).toEqual([`the last line is torn and left out (${path}:2)`]);
});

test('what candump says it lost is remarked on, not taken for a frame', async () => {
  const dropped = (count: number, channel: string) =>
    `DROPCOUNT: dropped ${count} CAN frame${count === 1 ? '' : 's'} on '${channel}' socket (total drops 99)\n`;
  const text = `${line}\n${dropped(12, 'can0')}${line}\n${dropped(1, 'can1')}${dropped(3, 'can0')}`;
  expect(await read(text)).toEqual({
    frames: [makeFrame(), makeFrame()],
    remarks: [
      "candump lost 15 frames on can0, as its socket's buffer was full (a.log)",
      "candump lost 1 frame on can1, as its socket's buffer was full (a.log)",
    ],
  });
});

test('the last line of gzip data that end early is torn, though what there is of it may look whole', async () => {
  for (let cut = 1; cut <= 12; cut++) {
    const zipped = gzipSync(`${line}\n${line}\n`, { level: 0 });
    const { frames, remarks } = await read(zipped.subarray(0, zipped.length - 8 - cut));
    expect(frames).toEqual([makeFrame()]);
    expect(remarks).toEqual(['the gzip data end early (a.log)', 'the last line is torn and left out (a.log:2)']);
  }
});

test('gzip data that end early give their whole lines and a remark', async () => {
  const zipped = gzipSync(many.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  const { frames, remarks } = await read(zipped.subarray(0, zipped.length / 2));
  expect(frames.length).toBeGreaterThan(1000);
  expect(frames).toEqual(many.slice(0, frames.length));
  expect(remarks[0]).toBe('the gzip data end early (a.log)');
});

test('damaged gzip data are an error', async () => {
  const zipped = gzipSync(many.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  zipped.fill(0xff, 1000, 1100);
  await expect(read(zipped)).rejects.toThrow(/^expected gzip data, got damaged ones: .* \(.*a\.log\)$/);
});

test('stamps that go back are passed as they are', async () => {
  const stamps = [3_600_000_000, 3_600_100_000, 100_000, 200_000];
  const text = stamps.map((timestampUs) => `${formatCandumpLine(makeFrame({ timestampUs }))}\n`).join('');
  expect((await read(text)).frames.map(({ timestampUs }) => timestampUs)).toEqual(stamps);
});

test('the frames before a line that is none are given', async () => {
  const path = join(folder, 'a.log');
  await writeFile(path, `${line}\n${line}\nhello\n${line}\n`);
  const frames: CanFrame[] = [];
  await expect(async () => {
    for await (const batch of readFrames(path)) frames.push(...batch);
  }).rejects.toThrow('a.log:3');
  expect(frames).toEqual([makeFrame(), makeFrame()]);
});

test.each([
  ['time,id,data\n1,2,3\n', /got "time,id,data" \(.*a\.log:1\)$/],
  ['no line feed at all', /got "no line feed at all" \(.*a\.log:1\)$/],
  [`${line}\n\n${line} and more\n${line}\n`, /got ".* and more" \(.*a\.log:3\)$/],
  [Buffer.alloc(5000, 0x61), /got more than 4096 bytes without an end: "aaaa/],
  [Buffer.alloc(5000), /got "\\u0000" \(.*a\.log:1\)$/],
  [Buffer.concat([Buffer.from(`${line}\n`), Buffer.alloc(5000), Buffer.from(`${line}\n`)]), /\(.*a\.log:2\)$/],
])('what is no line of candump is an error with file and line', async (content, message) => {
  const fault = await read(content).then(
    () => expect.fail('read it'),
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(InputError);
  expect((fault as Error).message).toMatch(/^expected a candump line such as/);
  expect((fault as Error).message).toMatch(message);
});

test('a line of 100 MB is refused after its first kilobytes', async () => {
  const path = join(folder, 'a.log');
  await writeFile(path, Buffer.concat([Buffer.from(`${line}\n`), Buffer.alloc(100e6, 0x61)]));
  const before = process.memoryUsage().rss;
  const frames: CanFrame[] = [];
  await expect(async () => {
    for await (const batch of readFrames(path)) frames.push(...batch);
  }).rejects.toThrow(/got more than 4096 bytes without an end: "a+"… \(.*a\.log:2\)$/);
  expect(frames).toEqual([makeFrame()]);
  expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
});

test('a reader that stops early closes the file', async () => {
  const path = join(folder, 'b.log');
  await writeFile(path, many.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  for await (const batch of readFrames(path)) {
    expect(batch.length).toBeGreaterThan(0);
    break;
  }
  await rm(path);
});
