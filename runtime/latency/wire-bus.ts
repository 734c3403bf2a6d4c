import { setTimeout as wait } from 'node:timers/promises';
import type { CanDriver, CanSocket, SocketOptions } from '../../can/live/can-driver.js';
import { PacedBus, type PacedBusOptions } from './paced-bus.js';

/** ms, until the frames that were sent last are heard; less than it takes until a timer closes a step */
const LAST_FRAMES = 40;

/**
 * A real interface (vcan): one socket sends the schedule at its due times, another one hears it as the car would. The
 * kernel keeps the order, so that the frame heard as the k-th is the k-th that was sent.
 */
export class WireBus implements CanDriver {
  /** the kernel's, of each frame that was heard */
  readonly stampsUs: number[] = [];
  /** the kernel takes foreign frames from the listener */
  readonly foreignHeard = 0;
  readonly ended: Promise<void>;
  /** the interface was removed */
  isLost = false;
  readonly #driver: CanDriver;
  readonly #sender: PacedBus;
  readonly #name: string;
  readonly #onDue: (dueAt: number) => void;
  readonly #dueAt: number[] = [];

  constructor({ driver, name }: { driver: CanDriver; name: string }, options: PacedBusOptions) {
    this.#driver = driver;
    this.#name = name;
    this.#onDue = options.onDue;
    this.#sender = new PacedBus({ ...options, onDue: (dueAt) => this.#dueAt.push(dueAt) });
    this.ended = this.#sender.ended.then(() => wait(LAST_FRAMES));
  }

  get given(): number {
    return this.#sender.given;
  }

  get foreignGiven(): number {
    return this.#sender.foreignGiven;
  }

  look(name: string) {
    return this.#driver.look(name);
  }

  list() {
    return this.#driver.list();
  }

  open(name: string, options: SocketOptions): CanSocket {
    const heard = this.#driver.open(name, {
      ...options,
      onFrame: (frame) => {
        this.#onDue(this.#dueAt[this.stampsUs.length] ?? NaN);
        this.stampsUs.push(frame.timestampUs);
        options.onFrame(frame);
      },
    });
    const wire = this.#driver.open(this.#name, { ids: [], onFrame: () => {}, onStopped: () => this.#lose() });
    this.#sender.open(name, {
      ids: [],
      onFrame: ({ id, extended, data }) => void wire.send({ id, extended, data, fd: false }),
      onStopped: () => {}, // the sender in this process never is
    });
    return {
      send: (frame) => heard.send(frame),
      close: () => {
        this.stop();
        wire.close();
        heard.close();
      },
    };
  }

  #lose(): void {
    this.isLost = true;
    this.stop();
  }

  stop(): void {
    this.#sender.stop();
  }
}
