/** The service in a guest with systemd, hurt in every way while it predicts. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isBuilt, usePredicting } from './installed.js';
import {
  BUS,
  configure,
  figure,
  journal,
  pid,
  play,
  readyAfter,
  restart,
  SENDING,
  shown,
  startRuntime,
  systemctl,
  UNIT,
  untilSent,
} from './service-bench.js';
import { run, until, vcan } from './vcan.js';

/** s that this takes in the guest on a machine that does nothing else */
const USUAL_START = 0.6;

describe.skipIf(!isBuilt)('the service', () => {
  usePredicting();

  it('is back after it was killed, and after it hung: VALID within 5 s of the restart', async () => {
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      const before = pid();
      const restarts = Number(shown('NRestarts'));
      const floors = [startRuntime(), startRuntime()];
      process.kill(before, signal);
      const begin = performance.now();
      await until(() => pid() !== before && pid() !== 0);
      const restarted = (performance.now() - begin) / 1000;
      await untilSent('VALID');
      const valid = (performance.now() - begin) / 1000 - restarted;
      floors.push(startRuntime(), startRuntime());
      const floor = floors.reduce((sum, one) => sum + one, 0) / floors.length;
      const slowness = Math.max(1, floor / USUAL_START);
      figure(
        `${signal}: restarted after ${restarted.toFixed(2)} s, READY ${readyAfter().toFixed(2)} s and VALID ${valid.toFixed(2)} s later; the runtime alone starts in ${floor.toFixed(2)} s`,
      );
      expect(restarted).toBeLessThan(5 * slowness);
      expect(valid).toBeLessThanOrEqual(5 * slowness);
      expect(Number(shown('NRestarts'))).toBe(restarts + 1);
    }
    await until(() => journal().includes('Watchdog timeout'));
  }, 60_000);

  it('keeps running while its interface is down, or gone, and predicts when it is back', async () => {
    const before = pid();
    await vcan.down(BUS);
    await until(() => shown('StatusText').includes('BUS_DOWN'));
    await vcan.up(BUS);
    play(); // canplayer ends with the link
    await untilSent('VALID');
    await vcan.remove(BUS);
    await until(() => shown('StatusText').includes('MISSING'));
    await vcan.add(BUS);
    play();
    await untilSent('VALID');
    expect(pid()).toBe(before);
    // A line a second: what changed in between is told with it.
    await until(() => /^(\w+ → )?(DEGRADED|INVALID): .*(BUS_DOWN|SIGNAL_LOST)/m.test(journal()));
  }, 60_000);

  it('predicts on when the clock is set back or forward by an hour', async () => {
    const before = pid();
    const clock = () => Math.round(Date.now() / 1000);
    for (const shift of [-3600, 3600]) {
      run('date', '-s', `@${clock() + shift}`);
      play(); // canplayer waits for a time that it has been
      await wait(1500);
      await untilSent('VALID');
    }
    expect(pid()).toBe(before);
  }, 60_000);

  it('predicts on when the disk of its records and its state is full, and when it is only read', async () => {
    const drives = '/var/lib/steercast/drives';
    for (const [options, told] of [
      ['size=16k,mode=777', 'the recording ends here, the predictions go on: expected a disk with space left'],
      ['size=16k,ro', 'nothing is recorded, the predictions go on: expected a file that can be made'],
    ] as const) {
      run('mount', '-t', 'tmpfs', '-o', options, 'none', drives);
      const before = journal().length;
      try {
        configure(`${SENDING}record: { path: ${drives}/ }\nstate: ${drives}/car.json\n`);
        expect(restart().status).toBe(0);
        await until(() => journal().includes(told), 30);
        await untilSent('VALID');
        expect(shown('ActiveState')).toBe('active');
        expect(systemctl('stop', UNIT).status).toBe(0);
        await until(() => journal().slice(before).includes(`${drives}/car.json: not written: `));
        expect(shown('Result')).toBe('success');
      } finally {
        systemctl('stop', UNIT);
        run('umount', '-l', drives);
      }
    }
  }, 90_000);

  it('is ready without an interface at boot, and predicts when there is one', async () => {
    const later = 'vcan6';
    configure(SENDING.replace(`interface: ${BUS}`, `interface: ${later}`));
    expect(restart().status).toBe(0);
    expect(shown('StatusText')).toContain(`${later} MISSING`);
    await vcan.add(later);
    await until(() => /vcan6 (UP|SILENT)/.test(shown('StatusText')));
    await vcan.remove(later);
  }, 60_000);
});
