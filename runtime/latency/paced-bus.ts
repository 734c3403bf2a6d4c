import type { CanDriver, CanSocket, Interface, SocketOptions } from '../../can/live/can-driver.js';
import { BUS, plainFrame, type FrameSchedule } from './frame-schedule.js';

export type PacedBusOptions = {
  schedule: FrameSchedule;
  /** frames a second of ids that nobody wants */
  foreign: number;
  /** ms of `performance.now()`, and the same moment in µs of the wall clock, a whole step of the grid */
  start: { at: number; us: number };
  /** ms after the start, when no more is given */
  length: number;
  /** ms; called before each frame, with the time when it was due */
  onDue: (dueAt: number) => void;
};

/** An id that no car uses. */
export const FOREIGN_ID = 0x1fff_ff00;
/** ms before an event when the timers have done what they can, and the rest is slept */
const TIMER_SLACK = 1.5;
/** ms by which a length in s may be rounded: the last frame of a log is due at the end */
const ROUNDING = 1e-3;
/** ms between two looks for foreign frames */
const FOREIGN_INTERVAL = 1;

/**
 * A CAN bus in this process, with frames at absolute due times: one that comes late delays none after it, and its
 * lateness counts (no coordinated omission). It sleeps as a blocking read would: the last millisecond in the kernel.
 */
export class PacedBus implements CanDriver {
  /** frames of the schedule, and foreign ones, that were given */
  given = 0;
  foreignGiven = 0;
  /** it lasts as long as it is wanted */
  readonly isLost = false;
  /** the stamps are those of the schedule */
  readonly stampsUs = undefined;
  readonly ended: Promise<void>;
  readonly #options: PacedBusOptions;
  readonly #foreign = plainFrame(FOREIGN_ID, true);
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(4));
  #listener: SocketOptions | undefined;
  #event = 0;
  /** ms of `performance.now()` */
  #wakeAt = NaN;
  #timer: NodeJS.Timeout | undefined;
  /** ms, whole, that it waits */
  #timed = NaN;
  #end = () => {};
  #isOver = false;

  constructor(options: PacedBusOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** every frame is heard */
  get foreignHeard(): number {
    return this.foreignGiven;
  }

  look(name: string): Interface | undefined {
    return name === BUS ? { index: 1, isCan: true, up: true, fd: true } : undefined;
  }

  list(): string[] {
    return [BUS];
  }

  open(_: string, options: SocketOptions): CanSocket {
    if (!this.#listener) setImmediate(this.#wait);
    this.#listener = options;
    return { send: () => true, close: () => this.stop() };
  }

  /** No more frames. */
  stop(): void {
    this.#isOver = true;
    this.#end();
  }

  /** Waits for what is due next, or ends. */
  readonly #wait = (): void => {
    const { schedule, start, length } = this.#options;
    const due = schedule.dueOf(this.#event);
    if (this.#isOver) return;
    if (due === undefined || due > length + ROUNDING) return this.stop();
    this.#wakeAt = start.at + due;
    if (this.#options.foreign > 0) this.#wakeAt = Math.min(this.#wakeAt, performance.now() + FOREIGN_INTERVAL);
    const whole = Math.floor(this.#wakeAt - performance.now() - TIMER_SLACK);
    if (whole < 0) setImmediate(this.#wake);
    else if (whole === this.#timed)
      this.#timer!.refresh(); // a new one each time would be most of the garbage
    else {
      this.#timed = whole;
      this.#timer = setTimeout(this.#wake, whole + 0.5);
    }
  };

  readonly #wake = (): void => {
    if (this.#isOver) return;
    const rest = this.#wakeAt - performance.now();
    if (rest > 0) Atomics.wait(this.#sleeper, 0, 0, rest);
    this.#give();
    this.#wait();
  };

  /** All that is due, in order. */
  #give(): void {
    const { schedule, start, foreign, onDue } = this.#options;
    const onFrame = this.#listener!.onFrame; // there is a listener before anything is given
    const elapsed = performance.now() - start.at;
    for (const wanted = Math.floor((elapsed * foreign) / 1000); this.foreignGiven < wanted; this.foreignGiven++) {
      this.#foreign.timestampUs = start.us + Math.round((this.foreignGiven * 1e6) / foreign);
      onFrame(this.#foreign);
    }
    for (
      let due = schedule.dueOf(this.#event);
      due !== undefined && due <= elapsed;
      due = schedule.dueOf(++this.#event)
    ) {
      const frames = schedule.framesOf(this.#event);
      for (let f = 0; f < frames.length; f++) {
        const frame = frames[f]!;
        onDue(start.at + due);
        frame.timestampUs += start.us;
        this.given++;
        onFrame(frame);
      }
    }
  }
}
