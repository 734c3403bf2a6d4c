import { isDeepStrictEqual } from 'node:util';
import { faultText } from '../core/fault-text.js';
import type { LearnedState } from '../core/learned-state.js';
import type { CarMemory } from './car-memory.js';
import { writeState, type StateOwner } from './state-file.js';

/** ms from one writing to the next: what a power cut may cost */
const INTERVAL = 30_000;

export type StateKeeperOptions = {
  /** of the model that is in use at the moment */
  current: () => { memory: CarMemory; owner: StateOwner };
  remark: (text: string) => void;
};

/**
 * Keeps what the model in use learns of a car in a file, now and then and at the end. A file that can't be written stops
 * nothing.
 */
export class StateKeeper {
  readonly #path: string;
  readonly #options: StateKeeperOptions;
  readonly #timer: NodeJS.Timeout;
  #kept: LearnedState | undefined;
  #writing: Promise<void> | undefined;
  #told = false;

  constructor(path: string, options: StateKeeperOptions) {
    this.#path = path;
    this.#options = options;
    this.#timer = setInterval(() => void this.save(), INTERVAL).unref();
  }

  /** Writes what is new; one writing at a time. */
  save(): Promise<void> {
    return (this.#writing ??= this.#write().finally(() => (this.#writing = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.save();
  }

  async #write(): Promise<void> {
    const { current, remark } = this.#options;
    const { memory, owner } = current();
    const { learned } = memory;
    if (!learned || isDeepStrictEqual(learned, this.#kept)) return;
    try {
      await writeState(this.#path, owner, learned);
      this.#kept = learned;
      this.#told = false;
    } catch (error) {
      if (!this.#told) remark(`${this.#path}: not written: ${faultText(error)}`);
      this.#told = true;
    }
  }
}
