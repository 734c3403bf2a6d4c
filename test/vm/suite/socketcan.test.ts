/** The kernel's CAN sockets, held against the contract that the driver of the unit tests keeps. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LiveChannel, type LinkState } from '../../../can/live/live-channel.js';
import { loadSocketcan } from '../../../can/live/socketcan.js';
import { driverContract } from '../../can/live/driver-contract.js';
import { run, sockets, until, vcan } from './vcan.js';

const NAME = 'vcan1';
const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
run('modprobe', 'sch_tbf');

const driver = await loadSocketcan();

driverContract('SocketCAN', () =>
  Promise.resolve({
    driver,
    name: NAME,
    other: 'lo',
    async reset() {
      const found = driver.look(NAME);
      if (found?.up && found.fd) return;
      if (found) await vcan.remove(NAME);
      await vcan.add(NAME);
    },
    add: () => vcan.add(NAME),
    remove: () => vcan.remove(NAME),
    async set({ up, fd }) {
      if (up === true) await vcan.up(NAME);
      if (up === false) await vcan.down(NAME);
      if (fd === undefined) return;
      await vcan.down(NAME);
      run('ip', 'link', 'set', NAME, 'mtu', fd ? '72' : '16');
      await vcan.up(NAME);
    },
    choke: () =>
      void run('tc', 'qdisc', 'replace', 'dev', NAME, 'root', 'tbf', 'rate', '8bit', 'burst', '100', 'limit', '100'),
    free: () => void run('tc', 'qdisc', 'delete', 'dev', NAME, 'root'),
    receiveError: (id, data) =>
      void run('cansend', NAME, `${hex(id | 0x2000_0000, 8)}#${Buffer.from(data).toString('hex')}`),
    receiveRemote: (id, length) => void run('cansend', NAME, `${hex(id, 3)}#R${length}`),
    async descriptors() {
      await until(() => sockets() < 40).catch(() => 0); // collected some turns after the close
      await wait(300);
      return sockets();
    },
  }),
);

describe('a live channel on a vcan', () => {
  it('follows 100 rounds of down, up, removed and added, each within 0.5 s, with as many descriptors after as before', async () => {
    if (vcan.isThere(NAME)) await vcan.remove(NAME);
    await vcan.add(NAME);
    const states: LinkState[] = [];
    let frames = 0;
    const channel = new LiveChannel({
      driver,
      name: NAME,
      ids: [{ id: 0x123, extended: false }],
      fd: false,
      onFrame: () => frames++,
      onState: (state) => states.push(state),
    });
    const timer = setInterval(() => channel.check(Date.now() * 1000), 100);
    let slowest = 0;
    let before = 0;
    for (let round = 0; round < 100; round++) {
      const isRemoved = round % 2 === 1;
      await (isRemoved ? vcan.remove(NAME) : vcan.down(NAME));
      await until(() => channel.state === (isRemoved ? 'MISSING' : 'DOWN'), 0.5);
      await (isRemoved ? vcan.add(NAME) : vcan.up(NAME));
      const begin = performance.now();
      const heard = frames;
      const sender = driver.open(NAME, { ids: 'all', onFrame: () => {}, onStopped: () => {} });
      while (frames === heard && performance.now() - begin < 2000) {
        sender.send({ id: 0x123, extended: false, data: Uint8Array.of(1), fd: false });
        await wait(10);
      }
      sender.close();
      slowest = Math.max(slowest, (performance.now() - begin) / 1000);
      if (round === 9) before = sockets();
    }
    await wait(300);
    const after = sockets();
    clearInterval(timer);
    channel.close();
    console.log(`figure: a link is back within ${slowest.toFixed(3)} s; descriptors ${before} → ${after}`);
    expect(slowest).toBeLessThan(0.5);
    expect(after).toBeLessThanOrEqual(before);
    expect(states.filter((state) => state === 'MISSING')).toHaveLength(50);
  }, 90_000);
});
