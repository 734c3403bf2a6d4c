// npm run test:runtime [-- TEST PATH…]: the tests, run by the Node that the package brings, on a copy of this checkout
// whose native addons are built for it. (`unix-dgram` is no N-API addon: built for one Node it does not load in another.)
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostArch, nodeRuntime } from './node-runtime.mjs';
import { ADDONS, builtAddon } from './production-modules.mjs';

const ROOT = join(import.meta.dirname, '..');
const LEFT = ['.git', 'node_modules', 'build', 'demo', 'coverage'];

const runtime = nodeRuntime(hostArch());
const copy = mkdtempSync(join(tmpdir(), 'steercast-runtime-'));
try {
  for (const name of readdirSync(ROOT).filter((one) => !LEFT.includes(one))) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  execFileSync('cp', ['-a', join(ROOT, 'node_modules'), copy]);
  for (const name of ADDONS) {
    const build = join(copy, 'node_modules', name, 'build');
    rmSync(build, { recursive: true, force: true });
    cpSync(builtAddon(ROOT, name, { arch: hostArch(), runtime }), build, { recursive: true });
  }
  const env = {
    ...process.env,
    PATH: `${join(runtime, 'bin')}:${process.env.PATH}`,
    STEERCAST_DRIVES: process.env.STEERCAST_DRIVES ?? join(ROOT, '../shared/drives'), // as seen from the checkout
  };
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
  const node = join(runtime, 'bin/node');
  console.error(`tests on Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  process.exitCode = spawnSync(node, vitest, { cwd: copy, env, stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
