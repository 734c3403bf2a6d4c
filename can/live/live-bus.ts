import type { Reason } from '../../core/prediction.js';
import { frameKey, type CanFrame } from '../frame.js';
import type { CanDriver, MessageId } from './can-driver.js';
import { LiveChannel, type LinkState } from './live-channel.js';

/** What a state of an interface means for the predictions. */
const REASON_OF: Partial<Record<LinkState, Reason>> = {
  MISSING: 'BUS_DOWN',
  NO_CAN: 'BUS_DOWN',
  DOWN: 'BUS_DOWN',
  REFUSED: 'BUS_DOWN',
  BUS_OFF: 'BUS_DOWN',
  ERROR_PASSIVE: 'BUS_ERRORS',
};

/** What is wanted of an interface. */
export type Wanted = {
  ids: readonly MessageId[];
  /** ids that nobody else may send */
  own: readonly MessageId[];
  /** FD frames are to be sent */
  fd: boolean;
};

export type BusListeners = {
  onFrame: (frame: CanFrame) => void;
  /** A frame of another sender with an id that is sent here. */
  onForeign: (frame: CanFrame) => void;
  onState: (channel: string, state: LinkState) => void;
  /** What is wrong with the interfaces from here on. */
  onReasons: (reasons: readonly Reason[]) => void;
};

/** All interfaces of a vehicle as one bus. */
export class LiveBus {
  readonly #channels: readonly LiveChannel[];
  readonly #listeners: BusListeners;
  #reasons: readonly Reason[] = [];

  constructor(driver: CanDriver, wanted: ReadonlyMap<string, Wanted>, listeners: BusListeners) {
    this.#listeners = listeners;
    this.#channels = [...wanted].map(([name, { ids, own, fd }]) => {
      const ownKeys = new Set(own.map(({ id, extended }) => frameKey(id, extended)));
      return new LiveChannel({
        driver,
        name,
        ids: [...ids, ...own],
        fd,
        onFrame: (frame) => {
          const isForeign = ownKeys.has(frameKey(frame.id, frame.extended));
          (isForeign ? listeners.onForeign : listeners.onFrame)(frame);
        },
        onState: (state) => {
          listeners.onState(name, state);
          this.#tellReasons();
        },
      });
    });
  }

  channel(name: string): LiveChannel | undefined {
    return this.#channels.find((channel) => channel.name === name);
  }

  get states(): { name: string; state: LinkState | undefined; overflows: number }[] {
    return this.#channels.map(({ name, state, overflows }) => ({ name, state, overflows }));
  }

  /** Ten times a second or more often; `nowUs` as in LiveChannel. */
  check(nowUs: number): void {
    for (const channel of this.#channels) channel.check(nowUs);
  }

  close(): void {
    for (const channel of this.#channels) channel.close();
  }

  #tellReasons(): void {
    const found = this.#channels.flatMap(({ state }) => (state && REASON_OF[state]) ?? []);
    const reasons = [...new Set(found)].sort();
    if (reasons.join() === this.#reasons.join()) return;
    this.#reasons = reasons;
    this.#listeners.onReasons(reasons);
  }
}
