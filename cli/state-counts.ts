import type { Prediction, Reason, State } from '../core/prediction.js';
import { counted } from './counted.js';

/** Counts what a run of predictions was worth. */
export class StateCounts {
  readonly states: Record<State, number> = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
  /** how often each came */
  readonly reasons = new Map<Reason, number>();

  add({ state, reasons }: Prediction): void {
    this.states[state]++;
    for (const reason of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  /** One line, with the reasons and the rate over the `seconds` that the run took. */
  describe(seconds: number): string {
    const states = Object.entries(this.states).filter(([, steps]) => steps > 0);
    const steps = states.reduce((total, [, one]) => total + one, 0);
    const gaps = this.reasons.get('GAP') ?? 0;
    const restarts = gaps > 0 ? `; ${counted(gaps, 'gap')}, the window restarted after each` : '';
    const reasons = [...this.reasons].map(([reason, steps]) => `${steps} ${reason}`).join(', ');
    const rate = `${Math.round(steps / seconds)} steps/s`;
    return `${counted(steps, 'step')} (${rate}): ${states.map(([state, steps]) => `${steps} ${state}`).join(', ')}${reasons ? ` (${reasons})` : ''}${restarts}`;
  }
}
