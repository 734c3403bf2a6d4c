/** The arm64 tree of the package: the same files as amd64's, and its program starts and predicts on an emulated processor. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../files/package-root.js';

const EMULATOR = 'qemu-aarch64-static';
/** where Debian's cross compiler has the libraries of the other architecture */
const LIBRARIES = '/usr/aarch64-linux-gnu';

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = [
  ...[EMULATOR, 'aarch64-linux-gnu-g++', 'dpkg-deb'].filter((program) => !has(program)),
  ...(existsSync(LIBRARIES) ? [] : [LIBRARIES]),
];
if (missing.length > 0) console.warn(`skipped: the test of the arm64 package needs ${missing.join(', ')}`);

describe.skipIf(missing.length > 0)('the arm64 tree', () => {
  let folder: string;
  let tree: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steercast-arm64-'));
    const staged = spawnSync(
      process.execPath,
      ['systemd/package-deb.mjs', '--arch', 'arm64', '--stage', '--out', folder],
      { encoding: 'utf8' },
    );
    if (staged.status !== 0) throw new Error(staged.stderr);
    tree = staged.stdout.trim();
  }, 300_000);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('holds programs and addons of arm64 alone', () => {
    const found = spawnSync(
      'sh',
      [
        '-c',
        `find ${tree} -name '*.node' ! -name 'LICENSE*' -o -name '*.so' -o -name '*.so.[0-9]*' -o -path '*/bin/node' | xargs file -b`,
      ],
      { encoding: 'utf8' },
    )
      .stdout.trim()
      .split('\n');
    expect(found.length).toBeGreaterThanOrEqual(5);
    for (const kind of found) expect(kind).toMatch(/ELF 64-bit.*aarch64/);
  });

  it('starts, and predicts a drive as this machine does', () => {
    const program = join(tree, 'usr/lib/steercast');
    const rows = Array.from(
      { length: 60 },
      (_, k) => `${k / 10},${0.005 * Math.sin(k / 10)},20,0,${10 * Math.sin(k / 10)}`,
    );
    writeFileSync(join(folder, 'drive.csv'), ['t,Curvature,Velocity,Ay,Steering_Angle', ...rows, ''].join('\n'));
    const replay = ['replay', 'drive.csv', '--model', join(program, 'models/default'), '--speed', 'max'];
    const run = (command: string, ...args: string[]) => {
      const ended = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
      expect(ended.status, ended.stderr).toBe(0);
      return ended.stdout;
    };
    const emulated = [EMULATOR, '-L', LIBRARIES, join(program, 'bin/node')];
    expect(run(emulated[0]!, ...emulated.slice(1), '-p', 'process.arch')).toBe('arm64\n');
    run(emulated[0]!, ...emulated.slice(1), join(program, 'dist/cli/steercast.js'), ...replay, '--out', 'arm64.csv');
    run(process.execPath, join(packageRoot(), 'dist/cli/steercast.js'), ...replay, '--out', 'here.csv');
    const [there, here] = ['arm64.csv', 'here.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(there!.split('\n')).toHaveLength(rows.length + 2);
    expect(there).toBe(here);
  }, 300_000);
});
