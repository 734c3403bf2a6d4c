import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../core/input-error.js';
import { isDriveFile } from '../drives/list-drives.js';

/**
 * Refuses an output in the place of an input, or of another output: what is renamed to a path destroys what was there.
 * Of a folder, the drives and logs right inside of it are inputs.
 */
export function checkOutputs(
  outputs: Record<string, string | undefined>,
  inputs: readonly (string | undefined)[],
): void {
  const read = new Set(inputs.flatMap((path) => (path === undefined ? [] : filesOf(path))).map(realPath));
  const taken = new Map<string, string>();
  for (const [option, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    const real = realPath(path);
    if (read.has(real))
      throw new InputError(`expected a file that is no input, got ${path}, which is read (${option})`);
    const other = taken.get(real);
    if (other !== undefined)
      throw new InputError(`expected another file than that of ${other}, got ${path} (${option})`);
    taken.set(real, option);
  }
}

function filesOf(path: string): string[] {
  try {
    const names = readdirSync(path).filter((name) => isDriveFile(name, true));
    return names.map((name) => join(path, name));
  } catch {
    return [path]; // a file, or nothing; what is wrong with it, its reader says
  }
}

/** Of what is not there yet, where it would be. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const whole = resolve(path);
    return dirname(whole) === whole ? whole : join(realPath(dirname(whole)), basename(whole));
  }
}
