import { connect, createServer, type Server } from 'node:net';
import { formatId } from '../can/frame.js';
import { InputError } from '../core/input-error.js';
import type { BusPlan } from './bus-plan.js';

/** ms for the other one to say who it is */
const ANSWER = 500;

/**
 * Holds the message on its interface for this process, so that a second one is refused before it sends a frame. The
 * claim is a unix socket without a file, in the network's namespace as the interface is: the kernel lets go of it with
 * the process.
 */
export async function claimMessage({ interface: name, address }: NonNullable<BusPlan['output']>) {
  const { id, extended } = address.first;
  const path = `\0steercast/${name}/${extended ? 'x' : ''}${id.toString(16)}`;
  const server = createServer((asking) => {
    asking.on('error', () => asking.destroy());
    asking.end(`${process.pid}`);
  });
  server.unref();
  if (!(await listens(server, path))) {
    throw new InputError(
      `expected to be the only one that sends ${formatId(id)} on ${name}, got another steercast that does (${await holderOf(path)})`,
    );
  }
  return { close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(path, () => resolve(true));
  });
}

function holderOf(path: string): Promise<string> {
  return new Promise((resolve) => {
    let pid = '';
    const done = () => resolve(pid ? `process ${pid}` : 'a process that does not answer');
    const asking = connect(path)
      .setEncoding('latin1')
      .on('data', (text: string) => (pid += text))
      .on('close', done)
      .on('error', done);
    asking.setTimeout(ANSWER, () => asking.destroy());
  });
}
