import { parentPort } from 'node:worker_threads';
import { InputError } from '../core/input-error.js';
import type { FoldResult } from '../training/fold.js';
import type { EmittedFold } from './emitted-fold.js';
import { runEmittedFoldJob, runFoldJob, type FoldJob } from './fold-job.js';

/** Which figures of a fold are wanted: the bare network's, or what the car would give out. */
export type FoldRequest = { job: FoldJob; emitted: boolean };

/** What a fold came to; a fault is told as text, as a class does not survive the way between threads. */
export type FoldAnswer = { result: FoldResult | EmittedFold } | { fault: string; isInput: boolean };

const stopped = new AbortController();

/** The worker of `run-folds.ts`: an answer for each job, until it is told to end. */
parentPort!.on('message', (message: FoldRequest | 'end') => {
  if (message === 'end') {
    stopped.abort();
    parentPort!.close();
  } else void answer(message).then((one) => parentPort!.postMessage(one));
});

async function answer({ job, emitted }: FoldRequest): Promise<FoldAnswer> {
  try {
    return { result: await (emitted ? runEmittedFoldJob : runFoldJob)(job, stopped.signal) };
  } catch (error) {
    if (error instanceof InputError) return { fault: error.message, isInput: true };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), isInput: false };
  }
}
