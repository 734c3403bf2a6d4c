import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import { DRIVE_EXTENSIONS, isLogName } from './drive-format.js';

/**
 * Each file as it is, each folder as the drive files right inside of it, sorted by name; `logs`: CAN logs are drive
 * files too.
 */
export async function listDrives(paths: readonly string[], { logs = false } = {}): Promise<string[]> {
  const lists = await Promise.all(paths.map((path) => listOne(path, logs)));
  return lists.flat();
}

async function listOne(path: string, logs: boolean): Promise<string[]> {
  const known = logs ? [...DRIVE_EXTENSIONS, '.log', '.candump'] : DRIVE_EXTENSIONS;
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => isDriveFile(name, logs)).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw systemFault(error, 'a drive file or a folder of them', path);
  }
  const orLogs = logs ? '' : ', or CAN logs with --vehicle';
  throw new InputError(`expected drive files (${known.join(', ')}${orLogs}) in a folder, got none (${path})`);
}

/** Hidden files and the lock files of spreadsheet programs (`~$drive.xlsx`) are none. */
function isDriveFile(name: string, logs: boolean): boolean {
  if (/^[.~]/.test(name)) return false;
  return DRIVE_EXTENSIONS.includes(extname(name).toLowerCase()) || (logs && isLogName(name));
}
