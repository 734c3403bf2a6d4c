import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { exitCodeOf, Interrupted } from '../../cli/exit.js';
import { InputError } from '../../core/input-error.js';
import { Diverged } from '../../training/diverged.js';

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

it.each([
  [new InputError('expected a, got b'), 2, ['steercast: expected a, got b']],
  [new Diverged('the training loss became NaN'), 1, ['steercast: the training loss became NaN']],
  [new Interrupted('interrupted after epoch 3'), 130, ['steercast: interrupted after epoch 3']],
  [new Interrupted(), 130, []],
])('%s ends a command with %i', async (error, code, lines) => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    expect(await exitCodeOf(() => Promise.reject(error))).toBe(code);
    expect(told.mock.calls.flat()).toEqual(lines);
  } finally {
    told.mockRestore();
  }
});
