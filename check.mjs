// Types, lint and format of all files, side by side: `npm run check`. What has not changed since the last time is known
// from node_modules/.cache. (Lint looks at types of other files too, so that a machine without a cache, as CI is, has the
// last word.)
import { spawn } from 'node:child_process';

const ROOMS = ['core', 'files', 'road', 'can', 'drives', 'onnx', 'training', 'runtime', 'cli', 'test', 'systemd'];
const SCRIPTS = ['*.ts', '*.mjs', '*.js'];
const CACHE = 'node_modules/.cache/check';

const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', `${CACHE}/types.tsbuildinfo`],
  lint: [
    'eslint/bin/eslint.js',
    ...['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}/lint`],
    ...[...ROOMS, ...SCRIPTS],
  ],
  format: [
    'prettier/bin/prettier.cjs',
    ...['--check', '--log-level', 'warn'],
    ...['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}/format`],
    ...[...ROOMS, 'config', 'docs', ...SCRIPTS, '*.md', 'package.json', 'tsconfig*.json'],
  ],
};

process.chdir(import.meta.dirname);
const codes = await Promise.all(Object.entries(CHECKS).map(([name, words]) => run(name, words)));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/** Its output comes when it has ended, so that the three do not mix. */
function run(name, [script, ...args]) {
  const child = spawn(process.execPath, [`node_modules/${script}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stderr.write(Buffer.concat(output));
      if (code !== 0) console.error(`check: ${name} failed`);
      resolve(code);
    });
  });
}
