import type { Prediction, State } from '../core/prediction.js';

/** ms between two lines at the least: a state that flickers fills no journal */
const INTERVAL = 1000;

/** Tells of changes of the predictions' state, each with its reasons; what changes faster is told together. */
export class StateLog {
  readonly #tell: (line: string) => void;
  readonly #now: () => number;
  #told: State | undefined;
  #toldAt = -Infinity;
  #last: State | undefined;
  #changes = 0;

  /** `now` in ms, of a clock that nobody sets */
  constructor(tell: (line: string) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  add({ state, reasons }: Pick<Prediction, 'state' | 'reasons'>): void {
    if (state !== this.#last) this.#changes++;
    this.#last = state;
    if (this.#changes === 0 || this.#now() - this.#toldAt < INTERVAL) return;
    const from = this.#told && this.#told !== state ? `${this.#told} → ` : '';
    const between = this.#changes > 1 ? `, after ${this.#changes} changes` : '';
    this.#tell(`${from}${state}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}${between}`);
    this.#told = state;
    this.#toldAt = this.#now();
    this.#changes = 0;
  }
}
