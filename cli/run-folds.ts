import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../core/input-error.js';
import { packageRoot } from '../files/package-root.js';
import { disableTelemetry } from '../onnx/session.js';
import type { EmittedFold } from './emitted-fold.js';
import type { FoldJob } from './fold-job.js';
import type { FoldAnswer } from './fold-worker.js';
import { aboutLeft } from './training-progress.js';

/** How many folds are done, and about how long the others take, for people: see `aboutLeft`. */
export type FoldProgress = { done: number; left: string };

type Options = {
  workers?: number;
  /** hears of each fold as it is done */
  onDone?: (job: FoldJob, progress: FoldProgress) => void;
  signal?: AbortSignal;
};

/**
 * Runs folds in worker threads, as many at a time as there are cores; the results are in the order of the jobs, and
 * the same however many workers share them. The first fault, and the signal, end all, each after its running step.
 */
export async function runFolds(
  jobs: readonly FoldJob[],
  { workers = availableParallelism(), onDone, signal }: Options = {},
): Promise<EmittedFold[]> {
  disableTelemetry();
  const start = performance.now();
  const results: EmittedFold[] = [];
  let done = 0;
  const waiting = jobs.entries();
  const threads = Array.from({ length: Math.min(workers, jobs.length) }, startThread);
  const work = async ({ worker }: Thread) => {
    for (const [index, job] of waiting) {
      signal?.throwIfAborted();
      results[index] = await ask(worker, job); // each takes the next one that waits
      const parts = { done: ++done, all: jobs.length, atOnce: workers };
      onDone?.(job, { done, left: aboutLeft((performance.now() - start) / 1000, parts) });
    }
  };
  const onAbort = () => threads.forEach(({ worker }) => worker.postMessage('end'));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.all(threads.map(work));
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await Promise.all(threads.map(end));
  }
  return results;
}

type Thread = { worker: Worker; gone: Promise<void> };

function startThread(): Thread {
  const worker = new Worker(join(packageRoot(), 'dist/cli/fold-worker.js'), { stderr: true });
  return { worker, gone: new Promise((resolve) => worker.once('exit', () => resolve())) };
}

/** After the running step. ONNX Runtime takes the whole process down where its thread is terminated while it runs. */
function end({ worker, gone }: Thread): Promise<void> {
  worker.postMessage('end');
  return gone;
}

async function ask(worker: Worker, job: FoldJob): Promise<EmittedFold> {
  worker.postMessage(job);
  const [answer] = (await once(worker, 'message')) as [FoldAnswer]; // as: what fold-worker posts; an 'error' rejects
  if ('result' in answer) return answer.result;
  throw answer.isInput ? new InputError(answer.fault) : new Error(answer.fault);
}
