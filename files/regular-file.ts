import type { Stats } from 'node:fs';
import { InputError } from '../core/input-error.js';

/**
 * Refuses a path that a rename would replace by a file though it is something else: a folder, a pipe, a device. Asked
 * before anything is written.
 */
export function refuseOther(found: Stats | undefined, path: string): void {
  if (!found || found.isFile()) return;
  const kind = found.isDirectory() ? 'a folder' : 'no regular file';
  throw new InputError(`expected a path that can be written, got ${kind} (${path})`);
}
