/** Real buses with can-utils at their other end, for the tests of `run` and `record`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import { CandumpLineParser } from '../../../can/log/candump-line.js';
import { PROGRAM, start } from './bench.js';
import { makeLog } from './make-log.js';
import { vcan } from './vcan.js';

/** There before each test, and one that a test may add. */
export const BUS = 'vcan0';
export const OTHER = 'vcan2';
/** of the message of the predictions */
export const ID = '6F0';
export const SENDING = `output: { can: { id: 0x${ID} } }\n`;

export function keepBuses(): void {
  beforeEach(async () => {
    if (!vcan.isThere(BUS)) await vcan.add(BUS);
  });
  afterEach(async () => {
    if (vcan.isThere(OTHER)) await vcan.remove(OTHER);
  });
}

const parser = new CandumpLineParser();
export function frameOf(line: string) {
  const bytes = Buffer.from(line, 'latin1');
  const frame = parser.parse(bytes, 0, bytes.length);
  if (!frame) throw new Error(`expected a line of candump, got ${line}`);
  return frame;
}

/** Its path. */
export async function writeLog(folder: string, options: { seconds: number; rate: number }): Promise<string> {
  const path = join(folder, `played-${Math.random()}.log`);
  writeFileSync(path, await makeLog('can0', options));
  return path;
}

export const playing = async (folder: string, options: { seconds: number; rate: number }) =>
  start('canplayer', '-I', await writeLog(folder, options), `${BUS}=can0`);

export const listening = async (folder: string, ...filters: string[]) => {
  const path = join(folder, `dump-${Math.random()}.log`);
  const program = start('sh', '-c', `exec candump -L ${filters.join(' ')} > ${path}`);
  await wait(300);
  return { path, program };
};

/** Verifies what a run with the model in the folder has predicted. */
export const replay = (log: string, folder: string, predictions: string) =>
  spawnSync(
    process.execPath,
    [PROGRAM, 'replay', log, '--vehicle', 'synthetic', '--model', join(folder, 'model'), '--verify', predictions],
    { encoding: 'utf8' },
  );
