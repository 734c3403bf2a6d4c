import type { Drive } from '../drives/drive.js';
import { findArchitecture } from '../training/architectures/catalogue.js';
import type { EngineChoice } from '../training/engines/engines.js';
import { runFold, type FoldResult } from '../training/fold.js';
import type { Split } from '../training/split.js';
import { HORIZON, type TrainOptions } from '../training/train-model.js';
import { readDrives, type DriveOptions } from './drive-options.js';
import { runEmittedFold, type EmittedFold, type EmittedFoldOptions } from './emitted-fold.js';
import { openPreview, type PreviewOptions } from './preview-options.js';

/** A fold as plain data, so that a worker can be told of it: paths and names stand for drives, architecture and map. */
export type FoldJob = PreviewOptions &
  Pick<EmittedFoldOptions, 'isJudgedAlone'> & {
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
export const runFoldJob = (job: FoldJob, signal?: AbortSignal): Promise<FoldResult> => run(job, runFold, signal);

/** The same, scored as the car would give it out. */
export const runEmittedFoldJob = (job: FoldJob, signal?: AbortSignal): Promise<EmittedFold> =>
  run(job, runEmittedFold, signal);

async function run<T>(
  { train, heldOut, read, ...options }: FoldJob,
  fold: (drives: { train: readonly Drive[]; heldOut: readonly Drive[] }, options: TrainOptions) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { preview, check } = await openPreview(options, { dt: options.dt, ...HORIZON });
  const drives = async (paths: readonly string[]) => {
    const found = paths.length === 0 ? [] : await readDrives(paths, read, options);
    for (const { name, rows } of found) check(name, rows);
    return found;
  };
  return fold(
    { train: await drives(train), heldOut: await drives(heldOut) },
    { ...options, preview, architecture: findArchitecture(options.architecture), threads: 1, signal },
  );
}
