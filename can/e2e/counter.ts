/** FIRST: nothing to compare with. STUCK: the same as before, a frame doubled or a sender hung. SKIPPED: frames lost. */
export type CounterVerdict = 'FIRST' | 'NEXT' | 'STUCK' | 'SKIPPED' | 'OUT_OF_RANGE';

/** Follows a counter that counts 0 … modulo − 1 and begins again. */
export class CounterCheck {
  readonly #modulo: number;
  #last: number | undefined;
  #lost = 0;
  #stuck = 0;

  constructor(modulo: number) {
    this.#modulo = modulo;
  }

  /** Frames that the steps of the counter say are missing: at least so many, a whole round more can't be told. */
  get lost(): number {
    return this.#lost;
  }

  /** How many times in a row the counter has stayed. */
  get stuck(): number {
    return this.#stuck;
  }

  /** A value outside the count (profile 1 calls 15 invalid) is no step: the next one is compared with the last good one. */
  next(counter: number): CounterVerdict {
    if (!(counter >= 0 && counter < this.#modulo)) return 'OUT_OF_RANGE';
    const last = this.#last;
    this.#last = counter;
    if (last === undefined) return 'FIRST';
    const steps = (counter - last + this.#modulo) % this.#modulo;
    this.#stuck = steps === 0 ? this.#stuck + 1 : 0;
    if (steps === 0) return 'STUCK';
    this.#lost += steps - 1;
    return steps === 1 ? 'NEXT' : 'SKIPPED';
  }

  /** Forgets the last value, for where frames were missing by intent: after a gap in time or a restart of the bus. */
  restart(): void {
    this.#last = undefined;
    this.#stuck = 0;
  }
}
