import type { Prediction, Reason, State } from '../core/prediction.js';
import { carriesAngles } from '../core/validity.js';

/** Counts what a run of predictions was worth. */
export class StateCounts {
  readonly states: Record<State, number> = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
  /** how often each came */
  readonly reasons = new Map<Reason, number>();

  add({ state, reasons }: Prediction): void {
    this.states[state]++;
    for (const reason of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  get steps(): number {
    return stepsOf(this.states);
  }

  /** One line, with the reasons and the rate over the `seconds` that the run took. */
  describe(seconds: number): string {
    const { steps } = this;
    const gaps = this.reasons.get('GAP') ?? 0;
    const restarts = gaps > 0 ? `; ${gaps} gap${gaps === 1 ? '' : 's'}, the window restarted after each` : '';
    const rate = `${Math.round(steps / seconds)} steps/s`;
    return `${steps} ${steps === 1 ? 'step' : 'steps'} (${rate}): ${describeStates(this.states, Object.fromEntries(this.reasons))}${restarts}`;
  }
}

export const stepsOf = (states: Record<State, number>): number =>
  Object.values(states).reduce((total, one) => total + one, 0);

/** How many steps of these have no angles. */
export function withoutAngles(states: Record<State, number>): number {
  return Object.entries(states).reduce((sum, [state, steps]) => sum + (carriesAngles(state as State) ? 0 : steps), 0); // as: its keys
}

/** How many steps of each state, and how often each reason was given. */
export function describeStates(states: Record<State, number>, reasons: Partial<Record<Reason, number>>): string {
  const present = Object.entries(states).filter(([, steps]) => steps > 0);
  const why = Object.entries(reasons).map(([reason, steps]) => `${steps} ${reason}`);
  return `${present.map(([state, steps]) => `${steps} ${state}`).join(', ')}${why.length > 0 ? ` (${why.join(', ')})` : ''}`;
}
