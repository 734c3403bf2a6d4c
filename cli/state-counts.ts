import type { Prediction, State } from '../core/prediction.js';
import { counted } from './counted.js';

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
    const states = Object.entries(this.states).filter(([, steps]) => steps > 0);
    const steps = states.reduce((total, [, one]) => total + one, 0);
    const gaps = this.#gaps > 0 ? `; ${counted(this.#gaps, 'gap')}, the window restarted after each` : '';
    const rate = `${Math.round(steps / seconds)} steps/s`;
    return `${counted(steps, 'step')} (${rate}): ${states.map(([state, steps]) => `${steps} ${state}`).join(', ')}${gaps}`;
  }
}
