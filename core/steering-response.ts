import { ForgettingLeastSquares, type LeastSquaresPrior } from './forgetting-least-squares.js';
import type { Learner } from './learned-state.js';
import type { VehicleSample } from './vehicle-sample.js';

/**
 * Steady-state cornering asks for steering in proportion to κ·(1 + K·v²) (Rajamani, Vehicle Dynamics and Control,
 * section 3.3). Cars differ in the factor by two, in K by more, in the wheel's zero by degrees, and in the time between
 * the wheel and the measured curvature by −0.1 … 0.4 s. So the steering at a step is taken as a weighted sum of that
 * quantity, for a usual K, at the steps around it, plus an offset, plus what this car's K is more or less: the weights'
 * sum is the gain, their centre the lead of the steering.
 */
const FIRST_TAP = -2;
const LAST_TAP = 3;
const TAPS = LAST_TAP - FIRST_TAP + 1;
/** Where the offset stands among them; the understeer is the last. */
export const RESPONSE_OFFSET = TAPS;
const MORE_UNDERSTEER = TAPS + 1;
/** Inputs of the regression: the taps, the offset and the understeer beyond the usual. */
export const RESPONSE_INPUTS = TAPS + 2;

/** s²/m², the usual K: a characteristic speed of 35 m/s, between those of nimble and of heavy cars. */
const UNDERSTEER = 8e-4;
/** m/s, where the gain is told apart from the understeer: amid the speeds that are driven. */
const MIDDLE_SPEED = 20;
/** 1/m, a usual bend: taps are degrees for it, so that all weights are of one size. */
const USUAL_CURVATURE = 0.01;
/** Beyond the preview the curvature goes on to change, a little slower: it does not do so for long. */
const SLOPE_KEPT = 0.8;
/** Of one step: with dt = 0.1 s half is forgotten in 7 s. */
const FORGETTING = 0.99;
/** deg; errors count by their size beyond it, by their square below (iteratively reweighted, as Huber's loss asks). */
const ROBUST_DEG = 0.3;
/** Of the prior's gain, and deg: what lies outside is no car. */
const GAIN_BOUNDS: readonly [number, number] = [0.25, 4];
const OFFSET_BOUND_DEG = 45;

/** What each weight adds to the gain at walking pace: taps all of it, the understeer what a usual car has not yet there. */
export const GAIN_SHARES: readonly number[] = Array.from({ length: RESPONSE_INPUTS }, (_, i) => {
  if (i === MORE_UNDERSTEER) return -UNDERSTEER * MIDDLE_SPEED ** 2;
  return i === RESPONSE_OFFSET ? 0 : 1;
});

/** Inputs of the regression for the sample or the step at `at`, counted from the window's oldest sample. */
export function writeResponseInputs(
  window: readonly VehicleSample[],
  preview: readonly number[],
  at: number,
  out: Float64Array,
): void {
  const { vEgo } = window[Math.min(at, window.length - 1)]!;
  const factor = (1 + UNDERSTEER * vEgo * vEgo) / USUAL_CURVATURE;
  const last = window.length + preview.length - 1;
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    const index = Math.max(0, at + FIRST_TAP + tap);
    const beyond = Math.max(0, index - last);
    const known = curvatureAt(window, preview, index - beyond);
    const slope = beyond === 0 ? 0 : known - curvatureAt(window, preview, last - 1);
    const curvature = known + SLOPE_KEPT * beyond * slope;
    out[tap] = factor * curvature;
    sum += curvature;
  }
  out[RESPONSE_OFFSET] = 1;
  out[MORE_UNDERSTEER] = (UNDERSTEER * (vEgo * vEgo - MIDDLE_SPEED ** 2) * (sum / TAPS)) / USUAL_CURVATURE;
}

const curvatureAt = (window: readonly VehicleSample[], preview: readonly number[], index: number): number =>
  index < window.length ? window[index]!.curvature : preview[index - window.length]!;

/** What this car's steering does per curvature, learned as it drives. */
export class SteeringResponse implements Learner {
  readonly #regression: ForgettingLeastSquares;
  readonly #usualGain: number;
  readonly #gainBounds: readonly [number, number];
  readonly #inputs = new Float64Array(RESPONSE_INPUTS);
  readonly #angle = new Float64Array(1);

  /** `gainBounds`: shares of the prior's gain between which a car's lies; what is learned beyond begins anew */
  constructor(prior: LeastSquaresPrior, { gainBounds = GAIN_BOUNDS } = {}) {
    this.#regression = new ForgettingLeastSquares(prior, { forgetting: FORGETTING });
    this.#usualGain = this.gain;
    this.#gainBounds = gainBounds;
  }

  /** deg per 1/100 m at walking pace */
  get gain(): number {
    let gain = 0;
    for (let i = 0; i < RESPONSE_INPUTS; i++) gain += GAIN_SHARES[i]! * this.#regression.weight(0, i);
    return gain;
  }

  /** deg, steering straight ahead */
  get offsetDeg(): number {
    return this.#regression.weight(0, RESPONSE_OFFSET);
  }

  /** steps by which the steering is ahead of the curvature */
  get leadSteps(): number {
    let [sum, moment] = [0, 0];
    for (let t = 0; t < TAPS; t++) {
      const tap = this.#regression.weight(0, t);
      sum += tap;
      moment += tap * (FIRST_TAP + t);
    }
    return moment / sum;
  }

  /** Learns from the newest sample of the window. */
  learn(window: readonly VehicleSample[], preview: readonly number[]): void {
    const { steeringAngleDeg } = window[window.length - 1]!;
    writeResponseInputs(window, preview, window.length - 1, this.#inputs);
    this.#regression.predict(this.#inputs, this.#angle);
    const error = Math.abs(steeringAngleDeg - this.#angle[0]!);
    this.#angle[0] = steeringAngleDeg;
    this.#regression.update(this.#inputs, this.#angle, 1 / Math.max(ROBUST_DEG, error));
    if (!this.#isPhysical()) this.#regression.reset();
  }

  get resets(): number {
    return this.#regression.resets;
  }

  get memory(): Learner['memory'] {
    return this.#regression.memory;
  }

  recall(): boolean {
    return this.#regression.recall() && this.#isPhysical();
  }

  #isPhysical(): boolean {
    const bounds = this.#gainBounds;
    const share = this.gain / this.#usualGain;
    return share >= bounds[0] && share <= bounds[1] && Math.abs(this.offsetDeg) <= OFFSET_BOUND_DEG;
  }

  /** deg, what the curvature at each sample of the window and each step of the preview asks of the wheel. */
  equivalentSteering(window: readonly VehicleSample[], preview: readonly number[], out: Float64Array): void {
    for (let at = 0; at < window.length + preview.length; at++) {
      writeResponseInputs(window, preview, at, this.#inputs);
      this.#regression.predict(this.#inputs, this.#angle);
      out[at] = this.#angle[0]!;
    }
  }
}
