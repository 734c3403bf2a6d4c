import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** ms by which a tick, a frame or an inference may be late until the loop does not keep up with the bus */
const LIMIT = 500;
/** ms; a frame that seems to be later than this was stamped before the clock was set */
const LATEST = 10_000;
const MICROSECONDS = 1000;

/** Whether a run's event loop does its work: a process may be alive, and its timers too, while no prediction comes. */
export class LoopWatch {
  /** µs from a step that is closed to its prediction, sent */
  readonly latency: RecordableHistogram = createHistogram();
  /** ms, of a clock that nobody sets */
  readonly now: () => number;
  readonly #step: number;
  readonly #asked: number[] = [];
  #tickedAt: number;
  #heardAt = NaN;
  #lateness = 0;

  /** `step` in ms: the longest time between two ticks */
  constructor(now: () => number, step: number) {
    this.now = now;
    this.#step = step;
    this.#tickedAt = now();
  }

  /** The timer that closes steps has run. */
  ticked(): void {
    this.#tickedAt = this.now();
  }

  /** A frame was taken, so many ms after the kernel stamped it. */
  heard(lateness: number): void {
    this.#heardAt = this.now();
    this.#lateness = lateness;
  }

  /** A step was closed: a prediction is to follow. */
  asked(): void {
    this.#asked.push(this.now());
  }

  /** The prediction of the oldest step that was asked has been sent; the ms that it took. */
  answered(): number {
    const took = this.now() - (this.#asked.shift() ?? NaN);
    if (took >= 0) this.latency.record(Math.max(1, Math.round(took * MICROSECONDS)));
    return took;
  }

  /** What is late beyond the limit, for people; empty where all is done in time. */
  overdue(): string[] {
    const now = this.now();
    const told: string[] = [];
    const tick = now - this.#tickedAt - this.#step;
    if (tick > LIMIT) told.push(`a tick is ${Math.round(tick)} ms late`);
    const isRecent = now - this.#heardAt < 2 * LIMIT;
    if (isRecent && this.#lateness > LIMIT && this.#lateness < LATEST) {
      told.push(`frames are taken ${Math.round(this.#lateness)} ms late`);
    }
    const inference = now - (this.#asked[0] ?? now);
    if (inference > LIMIT) told.push(`a prediction has been awaited for ${Math.round(inference)} ms`);
    return told;
  }
}
