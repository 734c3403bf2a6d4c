import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { refuseOther } from './regular-file.js';
import { systemFault } from './system-fault.js';

/** Characters that are gathered before they go to the file. */
const CHUNK = 1 << 16;

/**
 * A text file that grows line by line as PATH.tmp and is PATH only once it is whole. `commit` or `abort` ends it, and
 * after either `abort` does nothing: `finally { file.abort() }` is safe. A path at fault is an InputError that names it.
 */
export type WholeFile = {
  /** Blocks while a chunk goes out, so nothing piles up in memory. */
  write(text: string): void;
  /** Syncs to the disk and renames. */
  commit(): void;
  /** Removes what was written. */
  abort(): void;
};

/** Opens PATH.tmp at once, so that a path that can't be written is known before the work begins. */
export function openWholeFile(path: string): WholeFile {
  const temporary = `${path}.tmp`;
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw systemFault(error, 'a path that can be written', path);
    }
  };
  refuseOther(
    attempt(() => statSync(path, { throwIfNoEntry: false })),
    path,
  );
  const file = attempt(() => openSync(temporary, 'w'));
  let buffered = '';
  let open = true;

  const flush = () => {
    attempt(() => writeFileSync(file, buffered));
    buffered = '';
  };
  const close = () => {
    closeSync(file);
    open = false;
  };

  return {
    write(text) {
      buffered += text;
      if (buffered.length >= CHUNK) flush();
    },
    commit() {
      flush();
      attempt(() => fsyncSync(file));
      attempt(() => renameSync(temporary, path));
      close();
      attempt(() => syncFolder(dirname(path)));
    },
    abort() {
      if (!open) return;
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/** A rename is on the disk only when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
