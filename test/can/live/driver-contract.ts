import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CanDriver, CanSocket, MessageId, OutgoingFrame } from '../../../can/live/can-driver.js';
import type { CanFrame } from '../../../can/frame.js';

/** A driver with the interface `name`, which is there, up and has FD before each test; and what else a test needs. */
export type Bench = {
  driver: CanDriver;
  name: string;
  /** an interface that is no CAN interface */
  other: string;
  /** puts the interface back as it was, whatever a test did */
  reset(): Promise<void> | void;
  add(): Promise<void> | void;
  remove(): Promise<void> | void;
  set(state: { up?: boolean; fd?: boolean }): Promise<void> | void;
  /** makes the queue of frames to be sent so short that a few fill it, and drains it again */
  choke(): void;
  free(): void;
  /** a frame of another node: an error frame, or one that asks for another */
  receiveError(id: number, data: Uint8Array): void;
  receiveRemote(id: number, length: number): void;
  /** file descriptors, or what stands for them */
  descriptors(): Promise<number>;
};

const MESSAGE: OutgoingFrame = { id: 0x123, extended: false, data: Uint8Array.of(1, 2, 3), fd: false };
const bytes = (length: number) => Uint8Array.from({ length }, (_, k) => k * 7);
const until = async (isSo: () => boolean) => {
  for (let turn = 0; turn < 200 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
};
/** long enough for what must not come */
const pause = () => new Promise((resolve) => setTimeout(resolve, 150));

/** What every driver does, whatever is behind it. */
export function driverContract(title: string, makeBench: () => Promise<Bench>): void {
  describe(title, () => {
    let bench: Bench;
    let opened: CanSocket[];
    beforeEach(async () => {
      bench = await makeBench();
      await bench.reset();
      opened = [];
    });
    afterEach(async () => {
      for (const socket of opened) socket.close();
      await bench.reset();
    });

    /** A socket and what it has heard. */
    function listen(ids: readonly MessageId[] | 'all' = 'all') {
      const heard: CanFrame[] = [];
      const stops: number[] = [];
      const socket = bench.driver.open(bench.name, {
        ids,
        onFrame: (frame) => heard.push({ ...frame, data: Uint8Array.from(frame.data) }),
        onStopped: () => stops.push(1),
      });
      opened.push(socket);
      return { socket, heard, stops };
    }
    const data = (heard: readonly CanFrame[]) => heard.map((frame) => Array.from(frame.data));

    it('looks at interfaces: not there, of another kind, CAN', () => {
      const { driver, name } = bench;
      expect(driver.look('nosuchcan')).toBeUndefined();
      expect(driver.look(bench.other)).toMatchObject({ isCan: false });
      expect(driver.look(name)).toMatchObject({ isCan: true, up: true, fd: true });
      expect(driver.list()).toContain(name);
      expect(driver.list()).not.toContain(bench.other);
    });

    it('sees an interface go down, lose FD, go, and come back as another one', async () => {
      const { driver, name } = bench;
      const { index } = driver.look(name)!;
      await bench.set({ up: false });
      expect(driver.look(name)).toMatchObject({ index, up: false });
      await bench.set({ up: true });
      expect(driver.look(name)).toMatchObject({ index, up: true });
      await bench.set({ fd: false });
      expect(driver.look(name)).toMatchObject({ fd: false });
      await bench.remove();
      expect(driver.look(name)).toBeUndefined();
      await bench.add();
      expect(driver.look(name)).toMatchObject({ isCan: true, up: true });
      expect(driver.look(name)!.index).not.toBe(index);
    });

    it('opens no socket on what is not there or is no CAN interface', () => {
      const { driver } = bench;
      const options = { ids: 'all' as const, onFrame: () => {}, onStopped: () => {} };
      expect(() => driver.open('nosuchcan', options)).toThrow();
      expect(() => driver.open(bench.other, options)).toThrow();
    });

    it('brings a frame to every other socket, as it was, in order and with rising stamps', async () => {
      const own = listen();
      const other = listen();
      const frames: OutgoingFrame[] = [
        MESSAGE,
        { id: 0x123, extended: true, data: bytes(8), fd: false },
        { id: 0x1fff_ffff, extended: true, data: bytes(0), fd: false },
        { id: 0x7ff, extended: false, data: bytes(24), fd: true },
        { id: 0, extended: false, data: bytes(64), fd: true },
      ];
      for (const frame of frames) expect(own.socket.send(frame)).toBe(true);
      await until(() => other.heard.length === frames.length);
      const plain = { error: false, remote: false, remoteLength: 0, channel: bench.name };
      expect(other.heard).toMatchObject(frames.map((frame) => ({ ...frame, ...plain })));
      const stamps = other.heard.map(({ timestampUs }) => timestampUs);
      expect(stamps.toSorted((a, b) => a - b)).toEqual(stamps);
      expect(stamps.every(Number.isInteger)).toBe(true);
      expect(own.heard).toEqual([]);
    });

    it('takes the bytes when it sends: what the sender does with them afterwards changes nothing', async () => {
      const sender = listen();
      const { heard } = listen();
      const reused = Uint8Array.of(1, 1);
      sender.socket.send({ ...MESSAGE, data: reused });
      reused.fill(9);
      sender.socket.send({ ...MESSAGE, data: reused });
      await until(() => heard.length === 2);
      expect(data(heard)).toEqual([
        [1, 1],
        [9, 9],
      ]);
    });

    it('brings the wanted ids alone: not the same number of the other length, not what asks for them', async () => {
      const sender = listen();
      const wanted = listen([
        { id: 0x123, extended: false },
        { id: 0x456, extended: true },
      ]);
      bench.receiveRemote(0x123, 4);
      for (const [id, extended] of [
        [0x123, true],
        [0x456, false],
        [0x124, false],
        [0x456, true],
        [0x123, false],
      ] as const) {
        sender.socket.send({ ...MESSAGE, id, extended });
      }
      await until(() => wanted.heard.length >= 2);
      await pause();
      expect(wanted.heard.map(({ id, extended, remote }) => ({ id, extended, remote }))).toEqual([
        { id: 0x456, extended: true, remote: false },
        { id: 0x123, extended: false, remote: false },
      ]);
    });

    it('brings error frames whatever the ids, and remote frames where all are wanted', async () => {
      const wanted = listen([{ id: 1, extended: false }]);
      const all = listen();
      bench.receiveRemote(0x123, 4);
      bench.receiveError(0x40, bytes(8));
      await until(() => wanted.heard.length === 1 && all.heard.length === 2);
      expect(wanted.heard).toMatchObject([{ error: true, id: 0x40, data: bytes(8) }]);
      expect(all.heard).toMatchObject([
        { remote: true, id: 0x123, error: false },
        { error: true, id: 0x40, remote: false },
      ]);
    });

    it('does not take a frame while the link is down, and hears again once it is up', async () => {
      const sender = listen();
      const { heard, stops } = listen();
      await bench.set({ up: false });
      expect(sender.socket.send(MESSAGE)).toBe(false);
      await pause();
      await bench.set({ up: true });
      await pause();
      expect(sender.socket.send(MESSAGE)).toBe(true);
      await until(() => heard.length > 0);
      expect(data(heard)).toEqual([[1, 2, 3]]);
      expect(stops).toEqual([]);
    });

    it('does not take an FD frame on a classic interface', async () => {
      await bench.set({ fd: false });
      const { socket } = listen();
      expect(socket.send({ ...MESSAGE, data: bytes(24), fd: true })).toBe(false);
      expect(socket.send(MESSAGE)).toBe(true);
    });

    it('does not take a frame that its queue has no room for, and takes frames again when it has', () => {
      const { socket } = listen();
      bench.choke();
      let taken = 0;
      while (taken < 5000 && socket.send({ ...MESSAGE, data: bytes(8) })) taken++;
      expect(taken).toBeLessThan(5000);
      bench.free();
      expect(socket.send(MESSAGE)).toBe(true);
    });

    it('says once that a socket is dead when its interface is removed; a new one opens when it is back', async () => {
      const { socket, stops, heard } = listen();
      await bench.remove();
      expect(socket.send(MESSAGE)).toBe(false);
      await until(() => stops.length > 0);
      await bench.add();
      expect(socket.send(MESSAGE)).toBe(false);
      const sender = listen();
      const fresh = listen();
      sender.socket.send(MESSAGE);
      await until(() => fresh.heard.length > 0);
      await pause();
      expect(data(fresh.heard)).toEqual([[1, 2, 3]]);
      expect(heard).toEqual([]);
      expect(stops).toEqual([1]);
      socket.close();
    });

    it('calls no listener after close, which may be called twice', async () => {
      const sender = listen();
      const { socket, heard, stops } = listen();
      sender.socket.send(MESSAGE);
      socket.close();
      socket.close();
      sender.socket.send(MESSAGE);
      await bench.remove();
      await pause();
      expect(heard).toEqual([]);
      expect(stops).toEqual([]);
      expect(socket.send(MESSAGE)).toBe(false);
    });

    it('gives its descriptors back: as many after 100 sockets as before', async () => {
      const round = () => {
        const { socket } = listen([{ id: 5, extended: false }]);
        socket.send(MESSAGE);
        socket.close();
      };
      round();
      const before = await bench.descriptors();
      for (let k = 0; k < 100; k++) round();
      expect(await bench.descriptors()).toBeLessThanOrEqual(before);
    }, 60_000);
  });
}
