import type { CanDriver, CanSocket, Interface, OutgoingFrame, SocketOptions } from '../../../can/live/can-driver.js';
import type { CanFrame } from '../../../can/frame.js';
import { makeFrame } from '../frames.js';

type Link = Interface & { name: string; sockets: Set<FakeSocket>; queue: number; last?: CanFrame };

/** frames a link takes before it says that its queue is full, and again once `drain` has been called */
const QUEUE = 1000;

/**
 * Interfaces and sockets in this process, nastier than the kernel's: all frames of a socket come in one buffer that is
 * overwritten after each call; the last frame on the bus slips in while a socket is opened, whatever its id; a removed
 * interface kills its sockets some turns later, and takes frames of none of them meanwhile.
 */
export class FakeDriver implements CanDriver {
  readonly #links = new Map<string, Link>();
  readonly #sent: CanFrame[] = [];
  #nextIndex = 1;
  /** µs, the stamp of what is sent */
  nowUs = 0;
  /** sockets that were opened and not closed */
  openSockets = 0;
  /** no socket can be opened */
  refusing = false;

  /** Everything that sockets sent, copied. */
  get sent(): readonly CanFrame[] {
    return this.#sent;
  }

  add(name: string, { up = true, fd = true, isCan = true } = {}): void {
    const index = this.#nextIndex++;
    this.#links.set(name, { name, index, up, fd, isCan, sockets: new Set(), queue: 0 });
  }

  set(name: string, state: Partial<Pick<Interface, 'up' | 'fd'>>): void {
    Object.assign(this.#links.get(name)!, state);
  }

  remove(name: string): void {
    const link = this.#links.get(name)!;
    this.#links.delete(name);
    for (const socket of link.sockets) setTimeout(() => socket.die(), 5);
  }

  /** Lets the queue of frames to be sent run empty; `full`: says at once that it is full. */
  drain(name: string, { full = false } = {}): void {
    this.#links.get(name)!.queue = full ? QUEUE : 0;
  }

  /** A frame of another node on the bus. */
  receive(name: string, fields: Partial<CanFrame>): void {
    const frame = makeFrame({ timestampUs: this.nowUs, ...fields, channel: name });
    const link = this.#links.get(name);
    if (!link?.up) return;
    link.last = frame;
    for (const socket of link.sockets) socket.deliver(frame);
  }

  look(name: string): Interface | undefined {
    const link = this.#links.get(name);
    return link && { index: link.index, isCan: link.isCan, up: link.up, fd: link.fd };
  }

  list(): string[] {
    return [...this.#links.values()].filter(({ isCan }) => isCan).map(({ name }) => name);
  }

  open(name: string, options: SocketOptions): CanSocket {
    const link = this.#links.get(name);
    if (!link?.isCan || this.refusing) throw new Error('Error while creating channel');
    this.openSockets++;
    const socket: FakeSocket = new FakeSocket(options, {
      send: (frame) => this.#take(link, socket, frame),
      closed: () => {
        link.sockets.delete(socket);
        this.openSockets--;
      },
    });
    link.sockets.add(socket);
    if (link.last) socket.deliver(link.last, { isFiltered: false });
    return socket;
  }

  #take(link: Link, from: FakeSocket, { id, extended, data, fd }: OutgoingFrame): boolean {
    const isHeld = this.#links.get(link.name) === link && link.up && link.queue < QUEUE;
    if (!isHeld || (fd && !link.fd)) return false;
    link.queue++;
    const frame = makeFrame({ id, extended, fd, data: Uint8Array.from(data), timestampUs: this.nowUs });
    this.#sent.push({ ...frame, channel: link.name });
    for (const socket of link.sockets) if (socket !== from) socket.deliver({ ...frame, channel: link.name });
    return true;
  }
}

class FakeSocket implements CanSocket {
  readonly #options: SocketOptions;
  readonly #link: { send: (frame: OutgoingFrame) => boolean; closed: () => void };
  readonly #buffer = new Uint8Array(64);
  #state: 'open' | 'dead' | 'closed' = 'open';

  constructor(options: SocketOptions, link: { send: (frame: OutgoingFrame) => boolean; closed: () => void }) {
    this.#options = options;
    this.#link = link;
  }

  send(frame: OutgoingFrame): boolean {
    return this.#state === 'open' && this.#link.send(frame);
  }

  close(): void {
    if (this.#state !== 'closed') this.#link.closed();
    this.#state = 'closed';
  }

  die(): void {
    if (this.#state !== 'open') return;
    this.#state = 'dead';
    this.#options.onStopped();
  }

  deliver(frame: CanFrame, { isFiltered = true } = {}): void {
    const { ids, onFrame } = this.#options;
    const isWanted =
      ids === 'all' ||
      (!frame.remote && ids.some(({ id, extended }) => id === frame.id && extended === frame.extended));
    if (isFiltered && !isWanted && !frame.error) return;
    const data = Uint8Array.from(frame.data);
    queueMicrotask(() => {
      if (this.#state !== 'open') return;
      this.#buffer.fill(0xff);
      this.#buffer.set(data);
      onFrame({ ...frame, fd: data.length > 8, data: this.#buffer.subarray(0, data.length) });
      this.#buffer.fill(0xee);
    });
  }
}
