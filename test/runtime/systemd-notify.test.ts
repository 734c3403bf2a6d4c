import { afterEach, describe, expect, it } from 'vitest';
import { ServiceManager } from '../../runtime/systemd-notify.js';
import { useFolders } from '../cli/folders.js';
import { ManagerEar } from './manager-ear.js';

const newFolder = useFolders();
let ear: ManagerEar | undefined;
afterEach(() => ear?.close());

describe('ServiceManager', () => {
  it('does nothing where there is no service manager', async () => {
    const manager = await ServiceManager.connect({ WATCHDOG_USEC: '2000000' });
    expect(manager).toMatchObject({ isThere: false, pingInterval: undefined });
    manager.ready('all is well');
    manager.alive();
    manager.close();
  });

  it('says what sd_notify says, each message whole, a status in one line', async () => {
    ear = new ManagerEar(await newFolder());
    const manager = await ServiceManager.connect({ NOTIFY_SOCKET: ear.path, WATCHDOG_USEC: '2000000' });
    expect(manager).toMatchObject({ isThere: true, pingInterval: 1000 });
    manager.ready('VALID');
    manager.alive();
    manager.status('two\nlines');
    manager.reloading();
    manager.stopping('stopping');
    manager.close();
    await expect.poll(() => ear?.heard.length).toBe(5);
    const [ready, alive, status, reloading, stopping] = ear.heard;
    expect([ready, alive, status]).toEqual(['READY=1\nSTATUS=VALID', 'WATCHDOG=1', 'STATUS=two lines']);
    expect(reloading).toMatch(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    expect(stopping).toBe('STOPPING=1\nSTATUS=stopping');
  });

  it('pings for nobody where the watchdog is meant for another process', async () => {
    ear = new ManagerEar(await newFolder());
    const environment = { NOTIFY_SOCKET: ear.path, WATCHDOG_USEC: '2000000' };
    const pingIntervalFor = async (pid: number) => {
      const manager = await ServiceManager.connect({ ...environment, WATCHDOG_PID: String(pid) });
      manager.close();
      return manager.pingInterval;
    };
    expect(await pingIntervalFor(process.pid + 1)).toBeUndefined();
    expect(await pingIntervalFor(process.pid)).toBe(1000);
  });

  it('does not fail when nobody listens any more', async () => {
    const manager = await ServiceManager.connect({ NOTIFY_SOCKET: '/nowhere/notify' });
    manager.ready('');
    manager.close();
  });

  it('refuses a socket that has no path', async () => {
    await expect(ServiceManager.connect({ NOTIFY_SOCKET: '@abstract' })).rejects.toThrow(
      'expected a path in NOTIFY_SOCKET',
    );
  });
});
