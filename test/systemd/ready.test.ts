/** How long the program of the package takes from its start to READY, beside a runtime that starts with nothing to do. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../files/package-root.js';
import { ManagerEar } from '../runtime/manager-ear.js';

const PROGRAM = join(packageRoot(), 'build/ready');
/** ms */
const BAR = 1500;
/** ms that the runtime takes to start and end on a machine that does nothing else */
const USUAL_START = 90;
const ROUNDS = 10;

/** ms */
function startRuntime(): number {
  const begin = performance.now();
  spawnSync(process.execPath, ['--eval', '0']);
  return performance.now() - begin;
}

it('is ready 1.5 s after its start, as far as the runtime itself starts as fast as usual', async () => {
  const built = spawnSync(process.execPath, ['systemd/bundle-program.mjs', PROGRAM], { encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const folder = await mkdtemp(join(tmpdir(), 'steercast-ready-'));
  const ear = new ManagerEar(folder);
  onTestFinished(async () => {
    ear.close();
    await rm(folder, { recursive: true });
  });
  const config = join(folder, 'a.yaml');
  await writeFile(
    config,
    `model: ${packageRoot()}/models/default\nvehicle: synthetic\ninterface: nosuchcan\noutput: { stdout: false }\nmetrics: { socket: m.sock }\n`,
  );
  const environment = { ...process.env, NOTIFY_SOCKET: ear.path, WATCHDOG_USEC: '2000000' };

  const least = { ready: Infinity, floor: Infinity }; // of all rounds: what else the machine does makes both longer
  const allowed = () => BAR * Math.max(1, least.floor / USUAL_START);
  for (let round = 0; round < ROUNDS && (round === 0 || least.ready > allowed()); round++) {
    const floor = Math.min(...Array.from({ length: round === 0 ? 12 : 3 }, startRuntime));
    const begin = performance.now();
    const service = spawn(process.execPath, [join(PROGRAM, 'cli/steercast.js'), 'run', '--config', config], {
      env: environment,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => service.on('close', resolve));
    const before = ear.count('READY=1');
    await expect.poll(() => ear.count('READY=1'), { timeout: 30_000, interval: 5 }).toBe(before + 1);
    const ready = performance.now() - begin;
    service.kill('SIGTERM');
    await ended;
    least.ready = Math.min(least.ready, ready);
    least.floor = Math.min(least.floor, floor);
    console.log(`figure: READY ${ready.toFixed(0)} ms after the start; the runtime alone takes ${floor.toFixed(0)} ms`);
  }
  expect(least.ready).toBeLessThanOrEqual(allowed());
}, 120_000);
