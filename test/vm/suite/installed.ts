/** The Debian package of the guest's tests: installed, with a drive to play and a map of its roads, and purged again. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  BUS,
  configure,
  fallSilent,
  journal,
  listen,
  play,
  restart,
  SENDING,
  untilSent,
  WORK,
} from './service-bench.js';
import { run, vcan } from './vcan.js';

const PACKAGES = join(import.meta.dirname, '../../../build/guest');
const [first, second] = (existsSync(PACKAGES) ? readdirSync(PACKAGES) : [])
  .filter((name) => /-\d+_amd64\.deb$/.test(name))
  .sort()
  .map((name) => join(PACKAGES, name));
/** Two revisions, or none. */
export const isBuilt = second !== undefined;
export const upgrade = second;

const MAP = join(WORK, 'roads.map');

/** The package is there for the tests of this file, and nothing of it runs. What it told is shown where one fails. */
export function useInstalled(): void {
  beforeAll(async () => {
    if (!vcan.isThere(BUS)) await vcan.add(BUS);
    run('dpkg', '-i', first!);
    if (!existsSync(MAP)) makeDrive();
    copyFileSync(MAP, '/var/lib/steercast/roads.map');
    listen();
  }, 180_000);
  afterEach(({ task }) => {
    if (task.result?.state === 'fail')
      console.log(`figure: ${task.name}: ${journal().split('\n').slice(-12).join(' | ')}`);
  });
  afterAll(() => {
    fallSilent();
    run('dpkg', '-P', 'steercast');
  }, 60_000);
}

/** The same, and it predicts from what is played, and sends it. */
export function usePredicting(): void {
  useInstalled();
  beforeAll(async () => {
    configure(SENDING);
    restart();
    play();
    await untilSent('VALID');
  }, 60_000);
}

function makeDrive(): void {
  mkdirSync(WORK, { recursive: true });
  run('steercast', 'simulate', '--out', join(WORK, 'sim'), '--vehicles', '1', '--minutes', '2', '--can', '--maps');
  const [drive, map] = ['can', 'maps'].map((folder) =>
    readdirSync(join(WORK, 'sim', folder)).find((name) => /\.(log|xodr)$/.test(name)),
  );
  renameSync(join(WORK, 'sim/can', drive!), join(WORK, 'drive.log'));
  run('steercast', 'map', 'build', join(WORK, 'sim/maps', map!), '--out', MAP);
}
