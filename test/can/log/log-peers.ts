/** Programs that read and write logs as well, where they are installed. */
import { execFileSync } from 'node:child_process';
import type { CanFrame } from '../../../can/frame.js';
import { readFrames } from '../../../can/log/read-frames.js';

const runs = (command: string, ...args: string[]) => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not installed: the tests that need it are skipped
  }
};

/** A Python that has python-can. */
export const python = ['python3', '/usr/bin/python3'].find((command) =>
  runs(command, '-c', 'from can import CanutilsLogReader'),
);
if (!python) console.log('skipped: no python3-can to compare logs with (apt-get install python3-can)');
export const canUtils = runs('sh', '-c', 'command -v log2asc && command -v asc2log');
if (!canUtils) console.log('skipped: no can-utils to compare logs with (apt-get install can-utils)');

export async function readAll(path: string): Promise<CanFrame[]> {
  const read: CanFrame[] = [];
  for await (const batch of readFrames(path)) read.push(...batch);
  return read;
}
