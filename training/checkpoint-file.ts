import { readFile, rm } from 'node:fs/promises';
import { InputError } from '../core/input-error.js';
import { commitFiles } from '../files/commit-files.js';
import { systemFault } from '../files/system-fault.js';
import { encodeCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.js';

/** ms from one write to the next: a stop without warning costs no more work than that */
const INTERVAL = 2000;

/**
 * The last checkpoint of a training in one file, whole or not at all. A file that can't be written (a full disk) is
 * told once and stops nothing: the training goes on, and so do the attempts.
 */
export type CheckpointFile = {
  /** Writes it now and then, so that short epochs don't wait for the disk. */
  keep(checkpoint: Checkpoint): Promise<void>;
  /** Writes what was kept since the last write; resolves to whether the file holds the last that was kept. */
  flush(): Promise<boolean>;
  /** Removes the file. */
  remove(): Promise<void>;
};

export type CheckpointFileOptions = {
  /** takes one line */
  remark: (text: string) => void;
  /** ms */
  now?: () => number;
};

export function openCheckpointFile(
  path: string,
  { remark, now = () => performance.now() }: CheckpointFileOptions,
): CheckpointFile {
  let kept: Checkpoint | undefined;
  let written = now();
  let told = false;
  const flush = async () => {
    if (!kept) return true;
    try {
      await commitFiles(new Map([[path, encodeCheckpoint(kept)]]));
      kept = undefined;
      told = false;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (!told) remark(`checkpoint not written: ${error.message}`);
      told = true;
    }
    written = now();
    return kept === undefined;
  };
  return {
    async keep(checkpoint) {
      kept = checkpoint;
      if (now() - written >= INTERVAL) await flush();
    },
    flush,
    async remove() {
      kept = undefined;
      await rm(path, { force: true });
    },
  };
}

/** The checkpoint of a file; refuses a file that is not there, or that holds none. */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw systemFault(error, 'a checkpoint to resume from', path);
  });
  return parseCheckpoint(text, path);
}
