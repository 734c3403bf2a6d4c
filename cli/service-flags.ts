import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { INTERRUPTED_CODE } from './exit.js';

/** What the units start Node with; systemd/steercast.service says why. */
export const SERVICE_FLAGS = [
  '--max-semi-space-size=2',
  '--no-memory-reducer',
  '--no-parallel-scavenge',
  '--no-allocation-site-pretenuring',
];

/**
 * Goes on in a Node with the service's flags, which have no effect once Node runs: a process without them starts itself
 * again with them, hands on its signals and ends as that one ends.
 */
export async function startAsService(): Promise<void> {
  if (SERVICE_FLAGS.every((flag) => process.execArgv.includes(flag))) {
    process.channel?.unref();
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')); // whoever started it was killed
    return;
  }
  const child = spawn(process.execPath, [...process.execArgv, ...SERVICE_FLAGS, ...process.argv.slice(1)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true, // else Ctrl-C at the terminal would reach it twice
  });
  const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of ends) process.on(name, () => child.kill(name === 'SIGHUP' ? 'SIGTERM' : name));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]; // as: what 'close' tells
  const wasAsked = signal === 'SIGINT' || signal === 'SIGTERM'; // before it listened for them
  if (signal !== null && !wasAsked) console.error(`steercast: expected an end of its own, got ${signal}`);
  process.exit(code ?? (wasAsked ? INTERRUPTED_CODE : 1));
}
