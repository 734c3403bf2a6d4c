/** One drive in the logs of candump, Vector and PEAK: the same predictions, byte for byte. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import type { CanFrame } from '../../can/frame.js';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { syntheticSchedule } from '../../runtime/latency/frame-schedule.js';
import { blfContainer, blfHead, blfObject } from '../can/log/make-blf.js';
import { DEFAULT_MODEL } from './drive-files.js';
import { useFolders } from './folders.js';
import { steercast } from './steercast.js';

const newFolder = useFolders();
const START = new Date('2021-09-12T00:00:00Z');
/** of 2021-09-12, since 1899-12-30 */
const TRC_DAY = 44_451;
const EVENTS = 60;
const HEX = 16;

const hex = ({ data }: CanFrame) => Array.from(data, (byte) => byte.toString(HEX).padStart(2, '0')).join(' ');
const id = (frame: CanFrame) => frame.id.toString(HEX);

const WRITERS: Readonly<Record<string, (frames: readonly CanFrame[]) => string | Buffer>> = {
  'a.log': (frames) =>
    frames
      .map((frame) => `${formatCandumpLine({ ...frame, timestampUs: frame.timestampUs + START.getTime() * 1000 })}\n`)
      .join(''),
  'a.asc': (frames) =>
    `date Sun Sep 12 00:00:00.000 2021\nbase hex timestamps absolute\n${frames
      .map(
        (frame) => `${(frame.timestampUs / 1e6).toFixed(6)} 1 ${id(frame)} Rx d ${frame.data.length} ${hex(frame)}\n`,
      )
      .join('')}`,
  'a.asc.gz': (frames) => gzipSync(WRITERS['a.asc']!(frames)),
  'a.trc': (frames) =>
    `;$FILEVERSION=1.1\n;$STARTTIME=${TRC_DAY}\n${frames
      .map(
        (frame, n) =>
          `${n + 1}) ${frame.timestampUs / 1000} Rx ${id(frame).padStart(4, '0')} ${frame.data.length} ${hex(frame)}\n`,
      )
      .join('')}`,
  'a.blf': (frames) => Buffer.concat([blfHead(START), blfContainer(Buffer.concat(frames.map(blfMessage)))]),
};

function blfMessage(frame: CanFrame): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(1, 0);
  body.writeUInt8(frame.data.length, 3);
  body.writeUInt32LE(frame.id, 4);
  body.set(frame.data, 8);
  return blfObject(1, body, { ticks: BigInt(frame.timestampUs) * 1000n });
}

describe('replay', () => {
  it('predicts the same from a log of candump, ASC, BLF and TRC', async () => {
    const folder = await newFolder();
    const schedule = syntheticSchedule(await readVehicle('synthetic'), 10);
    const frames = Array.from({ length: EVENTS }, (_, event) =>
      schedule.framesOf(event).map((frame) => ({ ...frame })),
    ).flat();
    const told = await Promise.all(
      Object.entries(WRITERS).map(async ([name, write]) => {
        await writeFile(join(folder, name), write(frames));
        const out = `${name}.jsonl`;
        const replay = [
          'replay',
          name,
          '--vehicle',
          'synthetic',
          '--model',
          DEFAULT_MODEL,
          '--preview',
          'hold',
          '--out',
          out,
        ];
        await steercast(replay, folder);
        return readFile(join(folder, out), 'utf8');
      }),
    );
    expect(told[0]!.match(/"state":"DEGRADED"/g)!.length).toBeGreaterThan(EVENTS / 2);
    for (const other of told.slice(1)) expect(other).toBe(told[0]);
    const { stdout } = await steercast(['inspect', 'a.blf'], folder);
    expect(stdout).toMatch(/^a\.blf: CAN log\ncan0: 180 frames in /);
  }, 60_000);
});
