import { parentPort, workerData } from 'node:worker_threads';
import { BufferSession, type Buffers } from './session.js';

/** What goes in, by name, or that no more will. */
export type SessionRequest = Readonly<Buffers> | 'end';

/** What came out. */
export type SessionAnswer = Buffers;

/** The worker of `session-thread.ts`: says that it has loaded its model, then answers each request, until the end. */
const session = await BufferSession.load(workerData as Uint8Array, { threads: 1 }); // as: session-thread hands it over
const sizes = session.outputs.map(
  ({ name, shape }) => [name, shape.reduce<number>((n, one) => n * Number(one), 1)] as const,
);
const fetches: SessionAnswer = Object.fromEntries(sizes.map(([name, size]) => [name, new Float32Array(size)]));

parentPort!.on('message', (message: SessionRequest) => {
  if (message === 'end') void session.release().then(() => parentPort!.close());
  else void session.run(message, fetches).then(() => parentPort!.postMessage(fetches));
});
parentPort!.postMessage({} satisfies SessionAnswer);
