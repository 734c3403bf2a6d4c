/** What the inference library does behind our back, as the kernel sees it: it must call no one and leave no file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { linearGraph } from './linear-bundle.js';

function hasStrace(): boolean {
  const found = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  if (!found) console.warn('skipped: the test of network connections needs strace, with leave to trace');
  return found;
}

const CHILD = `
import { OnnxSession } from ${JSON.stringify(resolve('dist/onnx/session.js'))};
const session = await OnnxSession.load('model.onnx');
const { steeringAngleDeg } = await session.run(new Float32Array(9), 1);
await session.release();
console.log(process.env.ORT_DISABLE_TELEMETRY, ...steeringAngleDeg);
`;

describe.skipIf(!hasStrace())('a process that loads a model and asks it', () => {
  let dir: string;
  let home: string;
  let stdout: string;
  let calls: string[];

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'no-network-'));
    home = mkdtempSync(join(tmpdir(), 'no-network-home-'));
    writeFileSync(join(dir, 'child.mjs'), CHILD);
    writeFileSync(join(dir, 'model.onnx'), encodeOnnxModel(linearGraph()));
    const command = ['-f', '-e', 'trace=%network,%file', '-o', 'trace', process.execPath, 'child.mjs'];
    const env = { PATH: process.env.PATH, HOME: home };
    stdout = spawnSync('strace', command, { cwd: dir, env, encoding: 'utf8' }).stdout;
    calls = readFileSync(join(dir, 'trace'), 'utf8').split('\n');
  });
  afterAll(() => {
    for (const path of [dir, home]) rmSync(path, { recursive: true });
  });

  it('answers, with the telemetry switched off, while its calls are seen', () => {
    expect(stdout).toBe('1 1 2 3\n');
    expect(calls.some((call) => /open.*libonnxruntime/.test(call))).toBe(true);
  });

  it('opens no internet socket', () => {
    expect(calls.filter((call) => /AF_INET/.test(call))).toEqual([]);
  });

  it('makes no file or folder, in the home folder or elsewhere', () => {
    const makes = /O_CREAT|\b(creat|mkdir|mkdirat|rename\w*|link\w*|symlink\w*|mknod\w*)\(/;
    expect(calls.filter((call) => makes.test(call))).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
  });
});
