// Makes a checkout ready with nothing but Node: installs packages where they are missing or out of date, and compiles
// where a source is newer than the last build. `npm start` and `npm test` run it first; it does nothing when all is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = ['core', 'can', 'road', 'drives', 'files', 'onnx', 'training', 'runtime', 'cli'];
const INSTALLED = 'node_modules/.package-lock.json';
const BUILT = 'dist/tsconfig.build.tsbuildinfo';
/** Packages that compile or fetch something while they install, and what is done without them. */
const NATIVE = {
  '@tensorflow/tfjs-node': '--engine tfjs runs on WebAssembly',
  socketcan: 'there is no run and no record',
  'unix-dgram': 'run can be no service that systemd watches',
};

process.chdir(import.meta.dirname);
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`steercast: expected Node 20.19 or later, got ${process.versions.node}`);
  process.exit(2);
}
if (modified(INSTALLED) < modified('package-lock.json')) install();
if (modified(BUILT) < newestSource()) build();

function install() {
  console.error('setup: installing packages (npm ci)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  for (const [name, instead] of Object.entries(NATIVE)) {
    if (!existsSync(join('node_modules', name))) console.error(`setup: ${name} could not be installed: ${instead}`);
  }
}

function build() {
  console.error('setup: compiling (tsc)');
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
}

/** What the command says goes to stderr, so that stdout is the command's own that follows. */
function run(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 2, 2] });
  } catch (error) {
    console.error(`setup: ${command} ${args[0]} failed (exit code ${error.status ?? error.code})`);
    process.exit(1);
  }
}

/** ms; 0 where there is no such file */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSource() {
  const rooms = ROOMS.filter((room) => existsSync(room));
  const files = rooms.flatMap((room) => readdirSync(room, { recursive: true }).map((name) => join(room, name)));
  return Math.max(...['tsconfig.json', 'tsconfig.build.json', ...files].map(modified));
}
