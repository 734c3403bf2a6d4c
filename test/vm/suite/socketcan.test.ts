/** The kernel's CAN sockets, held against the contract that the driver of the unit tests keeps. */
import { setTimeout as wait } from 'node:timers/promises';
import { loadSocketcan } from '../../../can/live/socketcan.js';
import { driverContract } from '../../can/live/driver-contract.js';
import { run, sockets, until, vcan } from './vcan.js';

const NAME = 'vcan1';
const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
run('modprobe', 'sch_tbf');

const driver = loadSocketcan();

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
