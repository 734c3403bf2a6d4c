import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { SERVICE_FLAGS } from '../../../cli/service-flags.js';
import { until } from './vcan.js';

const ROOT = join(import.meta.dirname, '../../..');
/** as the package has it, which starts in less time than the files that it is made of */
export const PROGRAM = join(ROOT, 'build/guest/cli/steercast.js');
const MODEL = join(ROOT, 'models/default');

/** A program that runs beside the test, with what it has written so far. */
export type Running = {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** its exit code, or the signal that ended it */
  ended: Promise<number | string>;
  stop(signal?: NodeJS.Signals): Promise<number | string>;
};

const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop('SIGKILL');
});

export function start(program: string, ...args: string[]): Running {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  const one = { child, stdout: () => stdout, stderr: () => stderr, ended, stop };
  running.push(one);
  return one;
}

/** Node as the units start it. */
export const steercast = (...args: string[]): Running => start(process.execPath, ...SERVICE_FLAGS, PROGRAM, ...args);

/** A running steercast, from when its interface is up. */
export async function runningOn(...args: string[]): Promise<Running> {
  const one = steercast('run', ...args);
  await until(() => one.stderr().includes(': UP') || one.child.exitCode !== null, 20);
  return one;
}

/** A folder for the files of one test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guest-'));
  folders.push(folder);
  return folder;
}
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A configuration over a copy of the default model and the synthetic vehicle on `name`; its path. */
export function writeConfig(folder: string, name: string, more = ''): string {
  const path = join(folder, `config-${name}-${Math.random()}.yaml`);
  cpSync(MODEL, join(folder, 'model'), { recursive: true });
  writeFileSync(path, `model: model\nvehicle: synthetic\ninterface: ${name}\n${more}`);
  return path;
}

export type Line = { t: number; state: string; reasons: string[]; step: number[] | null };
/** The predictions that a run has written; a line that is not whole yet is left out. */
export const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line); // as: what the program writes

export const readLines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
