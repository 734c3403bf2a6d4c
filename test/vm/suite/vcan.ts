import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs a program of the guest; its output. */
export const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** One process for all its commands: to start one takes longer in the guest than what it does. */
const ip = spawn('ip', ['-force', '-batch', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
ip.unref();
const flags = (name: string) => Number(readFileSync(`/sys/class/net/${name}/flags`, 'latin1'));
const isThere = (name: string) => existsSync(`/sys/class/net/${name}`);
const isUp = (name: string) => isThere(name) && (flags(name) & 1) !== 0;

/** A virtual CAN interface of the guest's kernel, with FD where it is not said otherwise; calls end when it is so. */
export const vcan = {
  isThere,
  async add(name: string, { mtu = 72 } = {}): Promise<void> {
    ip.stdin.write(`link add ${name} mtu ${mtu} type vcan\nlink set ${name} up\n`);
    await until(() => isUp(name));
  },
  async remove(name: string): Promise<void> {
    ip.stdin.write(`link delete ${name}\n`);
    await until(() => !isThere(name));
  },
  async up(name: string): Promise<void> {
    ip.stdin.write(`link set ${name} up\n`);
    await until(() => isUp(name));
  },
  async down(name: string): Promise<void> {
    ip.stdin.write(`link set ${name} down\n`);
    await until(() => !isUp(name));
  },
};

/** Sockets that this process has open. */
export const sockets = (): number => readdirSync('/proc/self/fd').length;

/** Waits until it is so, for `seconds` at the longest, and returns the s it took. */
export async function until(isSo: () => boolean, seconds = 10): Promise<number> {
  const begin = performance.now();
  while (!isSo()) {
    if (performance.now() - begin > seconds * 1000) throw new Error(`expected ${isSo.toString()} within ${seconds} s`);
    await wait(5);
  }
  return (performance.now() - begin) / 1000;
}
