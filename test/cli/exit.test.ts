import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const EXIT = pathToFileURL(join(import.meta.dirname, '../../dist/cli/exit.js')).href;
const UNHURRIED = `
  const { interruptSignal } = await import('${EXIT}');
  interruptSignal().addEventListener('abort', ({ target }) => console.log(target.reason.name));
  setInterval(() => undefined, 1000);
  console.log('ready');`;

it.each([
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGINT'],
] as const)('a command that is told by %s goes on, and ends at once by the next, %s', async (first, second) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', UNHURRIED], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = child.stdout.setEncoding('utf8');
  expect((await once(lines, 'data'))[0]).toBe('ready\n');
  child.kill(first);
  expect((await once(lines, 'data'))[0]).toBe('Interrupted\n');
  child.kill(second);
  expect(await once(child, 'close')).toEqual([130, null]);
});
