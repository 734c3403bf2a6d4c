/** A service as the kernel sees it: it connects to nobody, and makes no file that its configuration does not name. */
import { spawn, spawnSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../files/package-root.js';
import { ManagerEar } from '../runtime/manager-ear.js';
import { useFolders } from './folders.js';

function hasStrace(): boolean {
  const found = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  if (!found) console.warn('skipped: the test of network connections needs strace, with leave to trace');
  return found;
}

const newFolder = useFolders();

describe.skipIf(!hasStrace())('run as a service', () => {
  it('opens no internet socket, connects to its service manager alone, and makes its own files alone', async () => {
    const folder = await newFolder();
    await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
    const config =
      'model: model\nvehicle: synthetic\ninterface: nosuchcan\nmetrics: { socket: m.sock }\nrecord: { path: a.log }\noutput: { stdout: false, socket: p.sock }\n';
    await writeFile(join(folder, 'a.yaml'), config);
    const ear = new ManagerEar(folder);
    const program = [process.execPath, join(packageRoot(), 'dist/cli/steercast.js'), 'run', '--config', 'a.yaml'];
    const traced = spawn('strace', ['-f', '-e', 'trace=%network,%file', '-o', 'trace', ...program], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, NOTIFY_SOCKET: ear.path },
      stdio: 'ignore',
    });
    try {
      await expect.poll(() => ear.count('STATUS=INVALID'), { timeout: 60_000 }).toBeGreaterThan(0);
      spawnSync('pkill', ['-TERM', '-P', String(traced.pid)]);
      await new Promise((resolve) => traced.on('close', resolve));
    } finally {
      traced.kill('SIGKILL');
      ear.close();
    }
    const calls = (await readFile(join(folder, 'trace'), 'utf8')).split('\n');
    expect(calls.some((call) => /send(to|msg)\(/.test(call))).toBe(true);
    expect(calls.filter((call) => /AF_INET|AF_NETLINK/.test(call))).toEqual([]);
    expect(calls.filter((call) => /connect\(/.test(call) && !call.includes(ear.path))).toEqual([]);
    const makes = /O_CREAT|\b(creat|mkdir|mkdirat|rename\w*|link|linkat|symlink\w*|mknod\w*)\(/;
    const own = new RegExp(`"(${folder}/)?(a\\.log|a\\.log\\.events|[mp]\\.sock)"`);
    expect(calls.filter((call) => makes.test(call) && !own.test(call))).toEqual([]);
  }, 120_000);
});
