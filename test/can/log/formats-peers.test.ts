/** Logs of Vector and PEAK as python-can and can-utils write them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../../can/log/candump-format.js';
import type { CanFrame } from '../../../can/frame.js';
import { anyFrame } from '../frames.js';
import { canUtils, python, readAll } from './log-peers.js';

const folder = mkdtempSync(join(tmpdir(), 'formats-peers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The same frames in every run, with the stamps that a bus would give them. */
const FRAMES = fc.sample(anyFrame, { numRuns: 600, seed: 5 }).map((frame, i) => ({
  ...frame,
  channel: `can${i % 3}`,
  direction: i % 2 === 0 ? ('rx' as const) : ('tx' as const),
  timestampUs: 1_631_416_514_717_000 + i * 1237,
}));
const classic = FRAMES.filter(({ fd }) => !fd);

/** Writes frames as python-can's writer of a class does, on the clock of UTC. */
function write(frames: readonly CanFrame[], writer: string, path: string): void {
  const of = ({ data, timestampUs, channel, ...rest }: CanFrame) => ({
    ...rest,
    data: Buffer.from(data).toString('hex'),
    t: timestampUs / 1e6,
    channel: Number(channel.slice(3)),
  });
  const json = join(folder, 'frames.json');
  writeFileSync(json, JSON.stringify(frames.map(of)));
  const program = `
import can, json, sys
writer = ${writer}(sys.argv[2])
for f in json.load(open(sys.argv[1])):
    writer.on_message_received(can.Message(timestamp=f['t'], arbitration_id=f['id'], is_extended_id=f['extended'],
        is_remote_frame=f['remote'], is_error_frame=f['error'], channel=f['channel'], is_rx=f['direction'] == 'rx',
        data=bytes.fromhex(f['data']), dlc=f['remoteLength'] if f['remote'] else len(f['data']) // 2, is_fd=f['fd'],
        bitrate_switch=f['brs'], error_state_indicator=f['esi']))
writer.stop()
`;
  execFileSync(python!, ['-c', program, json, path], { env: { ...process.env, TZ: 'UTC' } });
}

/** What all formats carry: of an error frame that it was one. */
const kept =
  (zeroUs: number) =>
  ({ timestampUs, channel, error, data, ...rest }: CanFrame) => ({
    timestampUs: timestampUs - zeroUs,
    channel,
    error,
    ...(error ? {} : { ...rest, data: Buffer.from(data).toString('hex') }),
  });

describe.skipIf(!python)('logs of python-can:', () => {
  it.each([
    // of python-can's error frames in ASC all are on channel 1
    ['ASC', 'can.ASCWriter', 'a.asc', FRAMES.map((frame) => (frame.error ? { ...frame, channel: 'can0' } : frame))],
    ['BLF', 'can.BLFWriter', 'a.blf', FRAMES],
    ['TRC', 'can.TRCWriter', 'a.trc', classic.filter(({ error, remote }) => !error && !remote)],
  ] as const)('the frames of an %s file are read as they were written', async (_, writer, name, frames) => {
    const path = join(folder, name);
    write(frames, writer, path);
    const read = await readAll(path);
    const zeroUs = read[0]!.timestampUs;
    const withoutDirection = ({ direction, ...rest }: CanFrame) => ({
      ...rest,
      direction: rest.error ? undefined : direction,
    });
    expect(read.map(withoutDirection).map(kept(zeroUs))).toEqual(
      frames.map(withoutDirection).map(kept(frames[0]!.timestampUs)),
    );
    if (name !== 'a.trc') expect(Math.abs(zeroUs - frames[0]!.timestampUs)).toBeLessThan(1e6); // its own is of 2078
    writeFileSync(`${path}.gz`, gzipSync(execFileSync('cat', [path])));
    expect(await readAll(`${path}.gz`)).toEqual(read);
  });
});

describe.skipIf(!canUtils)('logs of can-utils:', () => {
  it('the frames of what log2asc writes are those of the candump log', async () => {
    const log = join(folder, 'a.log');
    writeFileSync(log, FRAMES.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
    const asc = join(folder, 'log2asc.asc');
    execFileSync('log2asc', ['-I', log, '-O', asc, 'can0', 'can1', 'can2'], { env: { ...process.env, TZ: 'UTC' } });
    const read = await readAll(asc);
    expect(read.map(kept(read[0]!.timestampUs))).toEqual(FRAMES.map(kept(FRAMES[0]!.timestampUs)));
  });
});
