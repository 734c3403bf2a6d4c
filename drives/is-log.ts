import { open } from 'node:fs/promises';
import { isLogName } from './drive-format.js';

/** bytes, more than the begin of a candump line */
const HEAD = 256;
/** gzip data, which no other drive is, or the first line of candump */
const LOG = /^(?:\x1f\x8b|\s*\(\d+\.\d+\)\s+\S+\s+[0-9a-f]+#|DROPCOUNT:)/i;

/** Whether a file is a CAN log, which needs a vehicle profile to be a drive: by its name, else by how it begins. */
export async function isLog(path: string): Promise<boolean> {
  if (isLogName(path)) return true;
  const file = await open(path).catch(() => undefined); // whoever reads it says what is wrong
  if (!file) return false;
  try {
    if (!(await file.stat()).isFile()) return false; // what is read from a pipe is gone
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return LOG.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}
