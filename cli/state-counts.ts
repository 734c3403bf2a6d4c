import type { Prediction, State } from '../core/prediction.js';

/** Counts what a run of predictions was worth. */
export class StateCounts {
  readonly states: Record<State, number> = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
  #gaps = 0;

  add({ state, reasons }: Prediction): void {
    this.states[state]++;
    if (reasons.includes('GAP')) this.#gaps++;
  }

  /** One line, with the rate over the `seconds` that the run took. */
  describe(seconds: number): string {
    const states = Object.entries(this.states).filter(([, count]) => count > 0);
    const steps = states.reduce((total, [, count]) => total + count, 0);
    const gaps = this.#gaps > 0 ? `; ${this.#gaps} gaps, the window restarted after each` : '';
    const rate = `${Math.round(steps / seconds)} steps/s`;
    return `${steps} steps (${rate}): ${states.map(([state, count]) => `${count} ${state}`).join(', ')}${gaps}`;
  }
}
