import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../files/package-root.js';
import { disableTelemetry, type Buffers } from './session.js';
import type { SessionAnswer, SessionRequest } from './session-worker.js';

/** A model of fixed shapes on a thread of its own, which runs beside those of this thread. */
export class SessionThread {
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#ended = new Promise((resolve) => worker.once('exit', resolve));
  }

  static async load(model: Uint8Array): Promise<SessionThread> {
    disableTelemetry();
    const worker = new Worker(join(packageRoot(), 'dist/onnx/session-worker.js'), { workerData: model });
    await once(worker, 'message'); // it has loaded; a fault rejects
    worker.unref(); // one that nobody released keeps no process alive
    return new SessionThread(worker);
  }

  /** As BufferSession.run, but for the buffers: `feeds` are copied before it returns, and are free again. */
  async run(feeds: Readonly<Buffers>, fetches: Readonly<Buffers>): Promise<void> {
    this.#worker.ref();
    try {
      this.#worker.postMessage(feeds satisfies SessionRequest);
      const [answer] = (await once(this.#worker, 'message')) as [SessionAnswer]; // as: what session-worker posts
      for (const [name, values] of Object.entries(fetches)) values.set(answer[name]!);
    } finally {
      this.#worker.unref();
    }
  }

  /** ONNX Runtime takes the whole process down where its thread is terminated while it runs, so it ends by itself. */
  async release(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('end' satisfies SessionRequest);
    await this.#ended; // it may have died before
  }
}
