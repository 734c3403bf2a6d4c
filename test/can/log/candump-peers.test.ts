import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { formatCandumpLine } from '../../../can/log/candump-format.js';
import type { CanFrame } from '../../../can/frame.js';
import { anyFrame } from '../frames.js';
import { canUtils, python, readAll } from './log-peers.js';

/** The bit of an error frame's class by which python-can knows it (CAN_ERR_BUSERROR). */
const BUS_ERROR = 0x80;
const folder = mkdtempSync(join(tmpdir(), 'candump-peers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ours = join(folder, 'ours.log');
const theirs = join(folder, 'theirs.log');

/** The same frames in every run, with the stamps that a bus would give them. */
const frames = fc.sample(anyFrame, { numRuns: 500, seed: 3 }).map((frame, i) => ({
  ...frame,
  id: frame.error ? frame.id | BUS_ERROR : frame.id,
  timestampUs: 1_631_416_514_717_133 + i * 1237,
}));

const write = (path: string) => writeFileSync(path, frames.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));

/** What python-can keeps of a frame: of an error frame that it was one. */
const kept = ({ id, extended, data, timestampUs, channel, fd, brs, esi, error, remote, direction }: CanFrame) => ({
  timestampUs,
  error,
  ...(error
    ? {}
    : { id, extended, data: Buffer.from(data).toString('hex'), channel, fd, brs, esi, remote, rx: direction !== 'tx' }),
});

const TO_JSON = `
import can, json, sys
for m in can.CanutilsLogReader(sys.argv[1]):
    frame = {'timestampUs': round(m.timestamp * 1e6), 'error': m.is_error_frame}
    if not m.is_error_frame:
        frame.update(id=m.arbitration_id, extended=m.is_extended_id, data=bytes(m.data).hex(), channel=m.channel, fd=m.is_fd,
            brs=m.bitrate_switch, esi=m.error_state_indicator, remote=m.is_remote_frame, rx=m.is_rx)
    print(json.dumps(frame))
`;
const COPY = `
import can, sys
writer = can.CanutilsLogWriter(sys.argv[2])
for message in can.CanutilsLogReader(sys.argv[1]):
    writer.on_message_received(message)
writer.stop()
`;

test.skipIf(!python)('python-can reads the frames that we write', () => {
  write(ours);
  const lines = execFileSync(python!, ['-c', TO_JSON, ours], { encoding: 'utf8' }).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(frames.map(kept));
});

test.skipIf(!python)('we read the frames that python-can writes', async () => {
  write(ours);
  execFileSync(python!, ['-c', COPY, ours, theirs]);
  expect((await readAll(theirs)).map(kept)).toEqual(frames.map(kept));
});

test.skipIf(!canUtils)('can-utils take our log to ASC and back, and the frames are the same', async () => {
  write(ours);
  const asc = join(folder, 'log.asc');
  const channels = [...new Set(frames.map(({ channel }) => channel))];
  execFileSync('log2asc', ['-I', ours, '-O', asc, ...channels]);
  execFileSync('asc2log', ['-I', asc, '-O', theirs], { stdio: 'ignore' });
  // ASC numbers the interfaces, counts time from the first frame, and says of an error frame that it was one.
  const carried = (all: CanFrame[]) =>
    all.map(({ id, extended, data, timestampUs, fd, brs, esi, error, remote, remoteLength }) => ({
      timestampUs: timestampUs - all[0]!.timestampUs,
      error,
      ...(error ? {} : { id, extended, data: [...data], fd, brs, esi, remote, remoteLength }),
    }));
  expect(carried(await readAll(theirs))).toEqual(carried(frames));
});
