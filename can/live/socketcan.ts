/** SocketCAN by the package `socketcan`, a native addon: its one importer. What the addon hides, sysfs tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InputError } from '../../core/input-error.js';
import type { CanFrame } from '../frame.js';
import {
  CAN_EXTENDED_FLAG,
  CAN_ID_MASK,
  CAN_MAX_LENGTH,
  CAN_REMOTE_FLAG,
  CAN_STANDARD_MASK,
  CANFD_MTU,
} from '../linux-can.js';
import type { CanDriver, CanSocket, Interface, MessageId, OutgoingFrame, SocketOptions } from './can-driver.js';
import { SettlingStamps } from './settling-stamps.js';

const INTERFACES = '/sys/class/net';
/** ARPHRD_CAN of linux/if_arp.h */
const CAN_HARDWARE = 280;
/** IFF_UP of linux/if.h */
const UP_FLAG = 1;

/** CAN_RAW of linux/can.h */
const RAW_PROTOCOL = 1;

/** As far as it is used here; the package's own types lack the stamps and what `send` returns. */
type Addon = {
  RawChannel: new (name: string, timestamps: boolean, protocol: number, nonBlockingSend: boolean) => Channel;
};
type Channel = {
  addListener(event: 'onMessage', listener: (message: Received) => void): void;
  addListener(event: 'onStopped', listener: () => void): void;
  setRxFilters(filters: { id: number; mask: number }[]): void;
  start(): void;
  stop(): void;
  /** bytes taken by the kernel, −1 where it took none */
  send(message: Sent): number;
  sendFD(message: Sent): number;
};
type Sent = { id: number; ext: boolean; rtr: boolean; data: Buffer };
type Received = { id: number; data: Buffer; ext?: true; rtr?: true; err?: true; ts_sec: number; ts_usec: number };

/** Loads the addon; a machine that has none is told in one line. */
export function loadSocketcan(): CanDriver {
  // The addon alone: the package's main file reads a parser of XML too, which takes longer than all of it. The name is a
  // variable, so that the types don't need a package that may not be there.
  const name = 'socketcan/build/Release/can.node';
  const require = createRequire(import.meta.url);
  try {
    return new SocketcanDriver(require(name) as Addon); // as: what the addon exports
  } catch (error) {
    const got = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new InputError(
      `expected the optional package socketcan (Linux with a C++ compiler and make, then npm ci), got: ${got}`,
      { cause: error },
    );
  }
}

class SocketcanDriver implements CanDriver {
  readonly #addon: Addon;

  constructor(addon: Addon) {
    this.#addon = addon;
  }

  look(name: string): Interface | undefined {
    try {
      return {
        index: attribute(name, 'ifindex'),
        isCan: attribute(name, 'type') === CAN_HARDWARE,
        up: (attribute(name, 'flags') & UP_FLAG) !== 0,
        fd: attribute(name, 'mtu') >= CANFD_MTU,
      };
    } catch {
      return undefined; // none of this name, or it went while it was looked at
    }
  }

  list(): string[] {
    return readdirSync(INTERFACES).filter((name) => this.look(name)?.isCan);
  }

  open(name: string, { ids, onFrame, onStopped }: SocketOptions): CanSocket {
    const channel = new this.#addon.RawChannel(name, true, RAW_PROTOCOL, true);
    const ears: Ears = { onFrame, onStopped };
    listen(channel, ears, name);
    if (ids !== 'all') channel.setRxFilters(ids.map(filterOf));
    channel.start();
    return new Socket(channel, ears);
  }
}

/** Emptied on the way out, as the addon can't remove a listener. */
type Ears = Partial<Pick<SocketOptions, 'onFrame' | 'onStopped'>>;

/**
 * In a function of its own: the addon holds on to the listeners for ever, and if they could reach the channel, neither
 * it nor its file descriptor would ever be given back.
 */
function listen(channel: Channel, ears: Ears, name: string): void {
  const stamps = new SettlingStamps();
  channel.addListener('onMessage', (message) => {
    ears.onFrame?.(
      frameOf(message, { channel: name, timestampUs: stamps.next(message.ts_sec * 1e6 + message.ts_usec) }),
    );
  });
  channel.addListener('onStopped', () => {
    const { onStopped } = ears;
    ears.onFrame = ears.onStopped = undefined;
    onStopped?.();
  });
}

class Socket implements CanSocket {
  #channel: Channel | undefined;
  readonly #ears: Ears;

  constructor(channel: Channel, ears: Ears) {
    this.#channel = channel;
    this.#ears = ears;
  }

  send({ id, extended, data, fd }: OutgoingFrame): boolean {
    const message: Sent = { id, ext: extended, rtr: false, data: Buffer.from(data) };
    const isAlive = this.#channel && this.#ears.onStopped;
    return !!isAlive && (fd ? this.#channel!.sendFD(message) : this.#channel!.send(message)) > 0;
  }

  close(): void {
    const channel = this.#channel;
    const isAlive = this.#ears.onStopped !== undefined;
    this.#ears.onFrame = this.#ears.onStopped = undefined;
    this.#channel = undefined;
    if (channel && isAlive) channel.stop(); // throws on a dead one
    if (channel) letGo(channel);
  }
}

/**
 * The event loop closes the channel's handles, which lie in the channel itself, at the end of this turn: collected before,
 * they would be freed while the loop has them, and it aborts (uv__finish_close). So it is held until the next turn.
 */
function letGo(channel: Channel): void {
  const held = [channel];
  setImmediate(() =>
    setImmediate(() => {
      held.length = 0;
      setImmediate(collectGarbage);
    }),
  );
}

/** The addon closes its file descriptor when the channel is collected, which may be long after. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // as: what the flag exposes
  collect();
}

/** Exactly this id, and no remote frames. */
function filterOf({ id, extended }: MessageId): { id: number; mask: number } {
  const flags = CAN_EXTENDED_FLAG | CAN_REMOTE_FLAG;
  if (extended) return { id: (id | CAN_EXTENDED_FLAG) >>> 0, mask: (CAN_ID_MASK | flags) >>> 0 };
  return { id, mask: (CAN_STANDARD_MASK | flags) >>> 0 };
}

/** The addon tells of no FD flags: what is longer than a classic frame is an FD frame, with its bit rate not known. */
function frameOf(
  { id, data, ext, rtr, err }: Received,
  { channel, timestampUs }: Pick<CanFrame, 'channel' | 'timestampUs'>,
): CanFrame {
  return {
    id,
    extended: ext === true,
    data: rtr ? data.subarray(0, 0) : data,
    timestampUs,
    channel,
    fd: data.length > CAN_MAX_LENGTH,
    brs: false,
    esi: false,
    error: err === true,
    remote: rtr === true,
    remoteLength: rtr ? data.length : 0,
    direction: undefined,
  };
}

const attribute = (name: string, file: string): number =>
  Number(readFileSync(`${INTERFACES}/${name}/${file}`, 'latin1'));
