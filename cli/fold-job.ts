import { findArchitecture } from '../training/architectures/catalogue.js';
import type { EngineChoice } from '../training/engines/engines.js';
import type { Split } from '../training/split.js';
import { HORIZON } from '../training/train-model.js';
import { readDrives, type DriveOptions } from './drive-options.js';
import { runEmittedFold, type EmittedFold, type EmittedFoldOptions } from './emitted-fold.js';
import { openPreview, type PreviewOptions } from './preview-options.js';

/** A fold as plain data, so that a worker can be told of it: paths and names stand for drives, architecture and map. */
export type FoldJob = PreviewOptions &
  Pick<EmittedFoldOptions, 'isJudgedAlone' | 'raw'> & {
    train: readonly string[];
    heldOut: readonly string[];
    read: DriveOptions;
    architecture: string;
    dt: number;
    split: Split;
    seed: number;
    engine?: EngineChoice;
    epochs?: number;
  };

/** Reads the drives and runs the fold on one thread: the result hangs on the job alone. The signal ends it unfinished. */
export async function runFoldJob(
  { train, heldOut, read, ...options }: FoldJob,
  signal?: AbortSignal,
): Promise<EmittedFold> {
  const { preview, check } = await openPreview(options, { dt: options.dt, ...HORIZON });
  const drives = async (paths: readonly string[]) => {
    const found = paths.length === 0 ? [] : await readDrives(paths, read, { ...options, fallbackRowDt: options.dt });
    for (const { name, rows } of found) check(name, rows);
    return found;
  };
  return runEmittedFold(
    { train: await drives(train), heldOut: await drives(heldOut) },
    { ...options, preview, architecture: findArchitecture(options.architecture), threads: 1, signal },
  );
}
