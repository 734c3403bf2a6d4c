import { setTimeout } from 'node:timers/promises';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import type { OutgoingFrame } from '../can/live/can-driver.js';
import type { LiveChannel } from '../can/live/live-channel.js';
import type { PredictionEncoder } from '../can/output/prediction-encoder.js';
import type { Prediction } from '../core/prediction.js';

/** ms between attempts to send what the kernel has no room for */
const RETRY_INTERVAL = 2;
/** ms at the start in which it listens for somebody else who sends the same message */
const LISTENING = 500;
/** ms in which a bus that takes nothing may still take the last message */
const LAST_CHANCE = 100;
/**
 * ms for which nobody else has sent the message until it is sent again, drawn anew each time: of two that gave way to
 * each other, one begins first, and the other hears it.
 */
const QUIET = { least: 10_000, most: 15_000 };

type Options = {
  channel: LiveChannel;
  encoder: PredictionEncoder;
  /** Somebody else sends the message, or has not for a while; said each time that it is noticed. */
  onTaken: (isTaken: boolean) => void;
  scheduler?: SchedulerLike;
};

/**
 * Predictions onto the bus. Where the kernel takes no frame the newest prediction is kept and tried again until the next
 * one takes its place, so that nothing waits for the bus and nothing old is sent. While somebody else sends the message,
 * it sends nothing: two senders of an id destroy each other's frames.
 */
export class CanOutput {
  /** messages sent whole */
  sent = 0;
  /** messages that a newer one took the place of */
  replaced = 0;
  readonly #options: Required<Options>;
  /** while it is there, nothing is sent */
  #listening: Subscription | undefined;
  /** the newest message, and how many of its frames are still to be sent */
  #frames: readonly OutgoingFrame[] = [];
  #pending = 0;
  #retry: Subscription | undefined;
  #isClosed = false;

  constructor({ scheduler = asyncScheduler, ...options }: Options) {
    this.#options = { ...options, scheduler };
    this.#listenFor(LISTENING);
  }

  /** Whether it hears others out, and sends nothing: at the start, and while somebody else sends the message. */
  get isListening(): boolean {
    return this.#listening !== undefined;
  }

  send(prediction: Prediction): void {
    const { encoder, scheduler } = this.#options;
    if (this.#listening) return;
    if (this.#pending > 0) this.replaced++;
    const age = (prediction.inputAge ?? NaN) + Math.max(0, scheduler.now() / 1000 - prediction.time);
    this.#frames = encoder.encode(prediction, age);
    this.#pending = this.#frames.length;
    this.#attempt();
  }

  /** Somebody else's frame with an id of the message. */
  hearForeign(): void {
    if (this.#isClosed) return;
    this.#pending = 0;
    this.#listenFor(QUIET.least + Math.random() * (QUIET.most - QUIET.least));
    this.#options.onTaken(true);
  }

  /** Says on the bus that no prediction follows, unless it has said nothing before. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listening?.unsubscribe();
    if (this.sent > 0 && !this.#listening) {
      this.send({ time: this.#options.scheduler.now() / 1000, state: 'INVALID', reasons: ['STOPPED'] });
      for (let wait = 0; wait < LAST_CHANCE && this.#pending > 0; wait += RETRY_INTERVAL) {
        await setTimeout(RETRY_INTERVAL);
        this.#attempt();
      }
    }
    this.#retry?.unsubscribe();
    this.#pending = 0;
  }

  #listenFor(ms: number): void {
    this.#listening?.unsubscribe();
    this.#listening = this.#options.scheduler.schedule(() => {
      this.#listening = undefined;
      this.#options.onTaken(false);
    }, ms);
  }

  #attempt(): void {
    const { channel, scheduler } = this.#options;
    while (this.#pending > 0) {
      if (!channel.send(this.#frames[this.#frames.length - this.#pending]!)) break;
      if (--this.#pending === 0) this.sent++;
    }
    this.#retry?.unsubscribe();
    this.#retry = undefined;
    if (this.#pending > 0) this.#retry = scheduler.schedule(() => this.#attempt(), RETRY_INTERVAL);
  }
}
