import { chmodSync, rmSync, statSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { asError } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';

/** Has a server listen at `path`, for its user and group; takes over what a process that died has left there. */
export async function listenAt(server: Server, path: string): Promise<void> {
  await clear(path);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(asError(systemFault(error, 'a unix socket that can be made', path))));
    server.listen(path, resolve);
  });
  chmodSync(path, 0o660); // whatever the umask: to connect is to write
}

/** Removes the socket of a process that died; one that is served, and a file, are refused. */
async function clear(path: string): Promise<void> {
  const found = look(path);
  if (!found) return;
  if (!found.isSocket()) throw new InputError(`expected a unix socket or nothing, got another file (${path})`);
  const isServed = await new Promise<boolean>((resolve) => {
    const trial = connect(path, () => {
      trial.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
  if (isServed)
    throw new InputError(`expected a unix socket of its own, got one that another process serves (${path})`);
  rmSync(path);
}

function look(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw systemFault(error, 'a unix socket that can be made', path);
  }
}
