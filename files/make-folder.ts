import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemFault } from './system-fault.js';

/** Makes the folder where it is missing; one that can't be written is refused before hours of work depend on it. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeMissing(resolve(path));
    await access(path, constants.W_OK);
  } catch (error) {
    throw systemFault(error, 'a folder that can be written', path);
  }
}

/** Node's own recursive mkdir never returns where a file system says ENOENT to every new folder, as /proc does. */
async function makeMissing(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (found?.isDirectory()) return;
  if (!found) await makeMissing(dirname(path));
  await mkdir(path).catch(async (error: NodeJS.ErrnoException) => {
    // Somebody else may have made it in the meantime.
    if (error.code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  });
}
