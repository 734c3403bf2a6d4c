import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const BUILD = join(import.meta.dirname, '../../dist/cli');
if (!existsSync(join(BUILD, 'steercast.js'))) {
  throw new Error(`expected the compiled commands (node setup.mjs makes them), got none (${BUILD})`);
}

/** How a process ended; `signal` where one ended it. */
export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };

/** Starts a compiled command as a user would, in the folder `cwd`. */
export function start(args: readonly string[], cwd: string, program = 'steercast', environment: object = {}) {
  const child = spawn(process.execPath, [join(BUILD, `${program}.js`), ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs a command that must succeed. */
export async function steercast(args: readonly string[], cwd: string): Promise<Ended> {
  const ended = await start(args, cwd).ended;
  if (ended.code === 0) return ended;
  throw new Error(`expected steercast ${args.join(' ')} to exit with 0, got ${ended.code}: ${ended.stderr}`);
}

/**
 * Runs a command that must be refused: exit 2, nothing on stdout, one line on stderr, and the folder `cwd` as it was.
 * Returns that line.
 */
export async function refusal(args: readonly string[], cwd: string): Promise<string> {
  const before = await listing(cwd);
  const { code, stdout, stderr } = await start(args, cwd).ended;
  const after = await listing(cwd);
  const lines = stderr.split('\n').slice(0, -1);
  const found = { code, stdout, lines: lines.length, files: after };
  const wanted = { code: 2, stdout: '', lines: 1, files: before };
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    const show = (value: object) => JSON.stringify(value, undefined, 1);
    throw new Error(`expected ${show(wanted)}, got ${show(found)} and on stderr:\n${stderr}`);
  }
  return lines[0]!;
}

/** Every file below a folder with a hash of its content, every folder as such. */
export async function listing(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const entries = names.map(async (name): Promise<[string, string]> => {
    const path = join(folder, name);
    return [name, (await stat(path)).isDirectory() ? 'folder' : sha256(await readFile(path))];
  });
  return Object.fromEntries(await Promise.all(entries));
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
