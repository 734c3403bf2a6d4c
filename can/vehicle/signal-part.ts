import type { WantedMessage } from './wanted-message.js';

/** One DBC signal on the bus, as its last good frame had it. */
export class SignalPart {
  /** µs; NaN before the first value */
  stampUs = NaN;
  /** whether its message's last frame carried it: a multiplexer may have chosen others */
  isNew = false;
  readonly message: WantedMessage;
  readonly #index: number;

  /** `index` among the message decoder's values */
  constructor(message: WantedMessage, index: number) {
    this.message = message;
    this.#index = index;
  }

  /** physical, in the DBC's unit */
  get value(): number {
    return this.message.decoder.values[this.#index]!;
  }

  /** Its message took a frame. */
  arrive(timeUs: number): void {
    this.isNew = this.message.decoder.present[this.#index] === 1;
    if (this.isNew) this.stampUs = timeUs;
  }

  /** Whether it was there so short a time ago that it still holds. */
  isAlive(timeUs: number): boolean {
    return timeUs - this.stampUs <= this.message.timing.lostUs;
  }

  /** The clock was set to `timeUs`. */
  restart(timeUs: number): void {
    const holds = this.message.timing.isOnChange && !Number.isNaN(this.stampUs);
    this.stampUs = holds ? timeUs : NaN;
  }
}
