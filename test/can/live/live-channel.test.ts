import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CanFrame } from '../../../can/frame.js';
import { checkInterface, LiveChannel, type LinkState } from '../../../can/live/live-channel.js';
import { FakeDriver } from './fake-driver.js';

const WANTED = { id: 0x123, extended: false };
const CONTROLLER = 0x04;
const BUS_OFF = 0x40;
const RESTARTED = 0x100;

/** A channel on a bus of the tests, with what it says; `pass` lets time go by and has it look. */
function watch({ fd = false } = {}) {
  const driver = new FakeDriver();
  const states: LinkState[] = [];
  const frames: CanFrame[] = [];
  const channel = new LiveChannel({
    driver,
    name: 'can0',
    ids: [WANTED],
    fd,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
  });
  let nowUs = 1e15;
  const pass = async (seconds = 0.1) => {
    nowUs += seconds * 1e6;
    await wait(0);
    channel.check(nowUs);
  };
  const error = async (id: number, status = 0) => {
    driver.receive('can0', { error: true, id, data: Uint8Array.of(0, status, 0, 0, 0, 0, 0, 0) });
    await wait(0);
  };
  const hear = async () => {
    driver.receive('can0', WANTED);
    await wait(0);
  };
  return { driver, states, frames, channel, pass, error, hear };
}

describe('LiveChannel', () => {
  it('waits for an interface, hears it, and follows it down, up, away and back', async () => {
    const { driver, states, frames, pass, hear } = watch();
    await pass();
    driver.add('can0', { up: false });
    await pass();
    driver.set('can0', { up: true });
    await pass();
    await hear();
    driver.set('can0', { up: false });
    await pass();
    driver.set('can0', { up: true });
    await pass();
    await hear();
    driver.remove('can0');
    await pass();
    driver.add('can0');
    await pass();
    await hear();
    expect(states).toEqual(['MISSING', 'DOWN', 'UP', 'DOWN', 'UP', 'MISSING', 'UP']);
    expect(frames).toHaveLength(3);
    expect(driver.openSockets).toBe(1);
  });

  it('opens a new socket where the interface was removed and added between two looks', async () => {
    const { driver, states, frames, pass, hear } = watch();
    driver.add('can0');
    await pass();
    driver.remove('can0');
    driver.add('can0');
    await pass();
    await hear();
    expect(frames).toHaveLength(1);
    expect(states).toEqual(['UP']);
    expect(driver.openSockets).toBe(1);
  });

  it('keeps as many sockets open as before over 100 rounds, and none after close', async () => {
    const { driver, channel, pass } = watch();
    for (let round = 0; round < 100; round++) {
      driver.add('can0');
      await pass();
      expect(driver.openSockets).toBe(1);
      driver.remove('can0');
      if (round % 2 === 0) await wait(6); // dead before it is looked at, or after
      await pass();
    }
    driver.add('can0');
    await pass();
    channel.close();
    channel.close();
    expect(driver.openSockets).toBe(0);
  });

  it('says that no socket can be had, and takes the first that can', async () => {
    const { driver, states, pass } = watch();
    driver.add('can0');
    driver.refusing = true;
    await pass();
    await pass();
    driver.refusing = false;
    await pass();
    expect(states).toEqual(['REFUSED', 'UP']);
  });

  it('says that an interface is of another kind, or lacks the FD that is asked for', async () => {
    const { driver, states, pass } = watch({ fd: true });
    driver.add('can0', { isCan: false });
    await pass();
    driver.remove('can0');
    driver.add('can0', { fd: false });
    await pass();
    driver.set('can0', { fd: true });
    await pass();
    expect(states).toEqual(['NO_CAN', 'NO_FD', 'UP']);
  });

  it('is silent after a second without a frame, from the start too, and not with the next one', async () => {
    const { driver, states, pass, hear } = watch();
    driver.add('can0');
    for (let k = 0; k < 12; k++) await pass();
    expect(states).toEqual(['UP', 'SILENT']);
    await hear();
    expect(states).toEqual(['UP', 'SILENT', 'UP']);
    for (let k = 0; k < 11; k++) await pass();
    expect(states).toHaveLength(3);
    await pass();
    expect(states.at(-1)).toBe('SILENT');
  });

  it('says what the controller says: passive and active again, off the bus and restarted', async () => {
    const { driver, states, channel, pass, error, frames } = watch();
    driver.add('can0');
    await pass();
    await error(CONTROLLER, 0x08);
    await error(CONTROLLER, 0x20);
    await error(CONTROLLER, 0x10);
    await pass();
    await error(CONTROLLER, 0x40);
    await error(BUS_OFF);
    await pass();
    await error(RESTARTED);
    await error(CONTROLLER, 0x01);
    await pass();
    expect(states).toEqual(['UP', 'ERROR_PASSIVE', 'UP', 'BUS_OFF', 'UP']);
    expect(channel.overflows).toBe(1);
    expect(frames).toEqual([]);
  });

  it('takes a frame for the end of bus-off, and a restart of the interface for the end of all errors', async () => {
    const { driver, states, pass, error, hear } = watch();
    driver.add('can0');
    await pass();
    await error(BUS_OFF);
    await hear();
    await error(CONTROLLER, 0x20);
    driver.set('can0', { up: false });
    await pass();
    driver.set('can0', { up: true });
    await pass();
    expect(states).toEqual(['UP', 'BUS_OFF', 'UP', 'ERROR_PASSIVE', 'DOWN', 'UP']);
  });

  it('takes no frame to send while it has no socket', async () => {
    const { driver, channel, pass } = watch();
    const frame = { ...WANTED, data: Uint8Array.of(1), fd: false };
    expect(channel.send(frame)).toBe(false);
    driver.add('can0');
    await pass();
    expect(channel.send(frame)).toBe(true);
    driver.remove('can0');
    expect(channel.send(frame)).toBe(false);
    expect(driver.sent).toHaveLength(1);
  });
});

describe('checkInterface', () => {
  const driver = new FakeDriver();
  driver.add('lo', { isCan: false });
  driver.add('can0', { fd: false });
  const where = 'interface (a.yaml)';

  it('refuses what no waiting mends', () => {
    expect(() => checkInterface(driver, 'lo', { fd: false, where })).toThrow(
      'expected a CAN interface (can0), got lo (interface (a.yaml))',
    );
    expect(() => checkInterface(driver, 'can0', { fd: true, where })).toThrow(
      'expected an interface with CAN FD, got can0',
    );
  });

  it('lets pass what is there, and what may still come', () => {
    checkInterface(driver, 'can0', { fd: false, where });
    checkInterface(driver, 'can1', { fd: true, where });
  });
});
