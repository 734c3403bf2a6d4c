import type { PreviewSource } from '../core/curvature-preview.js';
import { findArchitecture } from '../training/architectures/catalogue.js';
import type { EngineChoice } from '../training/engines/engines.js';
import { runFold, type FoldResult } from '../training/fold.js';
import type { Split } from '../training/split.js';
import { readDrives, type DriveOptions } from './drive-options.js';

/** A fold as plain data, so that a worker can be told of it: paths and names stand for drives and architecture. */
export type FoldJob = {
  train: readonly string[];
  heldOut: readonly string[];
  read: DriveOptions;
  architecture: string;
  dt: number;
  split: Split;
  seed: number;
  preview: PreviewSource;
  engine?: EngineChoice;
  epochs?: number;
};

/** Reads the drives and runs the fold on one thread: the result hangs on the job alone. The signal ends it unfinished. */
export async function runFoldJob(
  { train, heldOut, read, ...options }: FoldJob,
  signal?: AbortSignal,
): Promise<FoldResult> {
  const drives = async (paths: readonly string[]) => readDrives(paths, read, options);
  return runFold(
    { train: await drives(train), heldOut: await drives(heldOut) },
    { ...options, architecture: findArchitecture(options.architecture), threads: 1, signal },
  );
}
