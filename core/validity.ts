import { REASON_STATES, type Reason, type State } from './prediction.js';

/** A fault is shown until this many good steps have passed. */
const GOOD_STEPS = 5;
const SEVERITY: Record<State, number> = { VALID: 0, DEGRADED: 1, INIT: 2, INVALID: 3 };

const worse = (a: State, b: State): State => (SEVERITY[a] >= SEVERITY[b] ? a : b);

/** Whether predictions of this state carry angles. */
export const carriesAngles = (state: State): boolean => state === 'VALID' || state === 'DEGRADED';

/**
 * Reasons → state: worse at once, better after five good steps. Filling the window (INIT) is no fault, so a fresh
 * start is VALID with its fifth good sample.
 */
export class Validity {
  /** faults of the last steps, newest last */
  readonly #faults: State[] = [];

  next(reasons: readonly Reason[]): { state: State; reasons: readonly Reason[] } {
    const own = reasons.map((reason): State => REASON_STATES[reason]).reduce(worse, 'VALID');
    this.#faults.push(own === 'INIT' ? 'VALID' : own);
    if (this.#faults.length > GOOD_STEPS) this.#faults.shift();
    const held = this.#faults.reduce(worse, 'VALID');
    const state = worse(own, held);
    return { state, reasons: state === own ? reasons : [...reasons, 'RECOVERING'] };
  }
}
