import { parentPort } from 'node:worker_threads';
import { InputError } from '../core/input-error.js';
import type { EmittedFold } from './emitted-fold.js';
import { runFoldJob, type FoldJob } from './fold-job.js';

/** What a fold came to; a fault is told as text, as a class does not survive the way between threads. */
export type FoldAnswer = { result: EmittedFold } | { fault: string; isInput: boolean };

const stopped = new AbortController();

/** The worker of `run-folds.ts`: an answer for each job, until it is told to end. */
parentPort!.on('message', (message: FoldJob | 'end') => {
  if (message === 'end') {
    stopped.abort();
    parentPort!.close();
  } else void answer(message).then((one) => parentPort!.postMessage(one));
});

async function answer(job: FoldJob): Promise<FoldAnswer> {
  try {
    return { result: await runFoldJob(job, stopped.signal) };
  } catch (error) {
    if (error instanceof InputError) return { fault: error.message, isInput: true };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), isInput: false };
  }
}
