import { access, constants, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemFault } from './system-fault.js';

/**
 * Makes the folder where it is missing; one that can't be written is refused before hours of work depend on it. The
 * undo that it returns removes the folders that it made, as far as they are empty.
 */
export async function makeFolder(path: string): Promise<() => Promise<void>> {
  const made: string[] = [];
  try {
    await makeMissing(resolve(path), made);
    await access(path, constants.W_OK);
  } catch (error) {
    throw systemFault(error, 'a folder that can be written', path);
  }
  return async () => {
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined); // not empty: somebody's work
  };
}

/** Node's own recursive mkdir never returns where a file system says ENOENT to every new folder, as /proc does. */
async function makeMissing(path: string, made: string[]): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (found?.isDirectory()) return;
  if (!found) await makeMissing(dirname(path), made);
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    // Somebody else may have made it in the meantime.
    if (!(await stat(path).catch(() => undefined))?.isDirectory()) throw error;
  }
}
