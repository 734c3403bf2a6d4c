import { REASON_STATES, type Reason, type State } from './prediction.js';

/** A fault is shown until this many good steps have passed. */
const GOOD_STEPS = 5;
const SEVERITY: Record<State, number> = { VALID: 0, DEGRADED: 1, INIT: 2, INVALID: 3 };
/** States that are shown on after their reason has gone. */
const FAULTS = ['DEGRADED', 'INVALID'] as const;

const worse = (a: State, b: State): State => (SEVERITY[a] >= SEVERITY[b] ? a : b);

/** Whether predictions of this state carry angles. */
export const carriesAngles = (state: State): boolean => state === 'VALID' || state === 'DEGRADED';

/**
 * Reasons → state: worse at once, better after five steps without the fault. Filling the window (INIT) is no fault, so a fresh
 * start is VALID with its fifth good sample.
 */
export class Validity {
  /** steps until a fault, in each of its states, has been shown long enough */
  readonly #held = { DEGRADED: 0, INVALID: 0 };
  readonly #shown: { state: State; reasons: readonly Reason[] } = { state: 'INIT', reasons: [] };

  /** What is shown for a step's reasons, written again by the next. */
  next(reasons: readonly Reason[]): Readonly<{ state: State; reasons: readonly Reason[] }> {
    let own: State = 'VALID';
    for (let r = 0; r < reasons.length; r++) own = worse(own, REASON_STATES[reasons[r]!]);
    let state = own;
    for (let f = 0; f < FAULTS.length; f++) {
      const fault = FAULTS[f]!;
      if (fault === own) this.#held[fault] = GOOD_STEPS;
      else if (this.#held[fault] > 0) this.#held[fault]--;
      if (this.#held[fault] > 0) state = worse(state, fault);
    }
    this.#shown.state = state;
    this.#shown.reasons = state === own ? reasons : [...reasons, 'RECOVERING'];
    return this.#shown;
  }
}
