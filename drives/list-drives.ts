import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import { DRIVE_EXTENSIONS } from './drive-format.js';

/** Each file as it is, each folder as the drive files right inside of it, sorted by name. */
export async function listDrives(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(paths.map(listOne));
  return lists.flat();
}

async function listOne(path: string): Promise<string[]> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [path];
    const names = (await readdir(path)).filter(isDriveFile).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw systemFault(error, 'a drive file or a folder of them', path);
  }
  throw new InputError(`expected drive files (${DRIVE_EXTENSIONS.join(', ')}) in a folder, got none (${path})`);
}

/** Hidden files and the lock files of spreadsheet programs (`~$drive.xlsx`) are none. */
function isDriveFile(name: string): boolean {
  return !/^[.~]/.test(name) && DRIVE_EXTENSIONS.includes(extname(name).toLowerCase());
}
