import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { isGzip } from '../can/log/log-bytes.js';
import { beginsAsLog, LOG_HEAD } from '../can/log/log-format.js';
import { isGzippedDrive, isLogName } from './drive-format.js';

/** Whether a file is a CAN log, which needs a vehicle profile to be a drive: by its name, else by how it begins. */
export async function isLog(path: string): Promise<boolean> {
  if (isLogName(path)) return true;
  const file = await open(path).catch(() => undefined); // whoever reads it says what is wrong
  if (!file) return false;
  try {
    if (!(await file.stat()).isFile()) return false; // what is read from a pipe is gone
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_HEAD), 0, LOG_HEAD, 0);
    const head = buffer.subarray(0, bytesRead);
    if (!isGzip(head)) return beginsAsLog(head);
    return !isGzippedDrive(path) || beginsAsLog(unzipped(head));
  } finally {
    await file.close();
  }
}

/** What of gzip data can be told from their beginning; nothing of damaged ones. */
function unzipped(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0); // whoever reads it says what is wrong
  }
}
