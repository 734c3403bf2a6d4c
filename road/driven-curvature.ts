import { ForgettingLeastSquares } from '../core/forgetting-least-squares.js';

/** s from tap to tap, and of the outermost tap before and behind */
export const TAP_STEP = 0.1;
export const REACH = 0.6;
const TAPS = 2 * Math.round(REACH / TAP_STEP) + 1;

/** 1/m, a usual bend: taps are shares of it, so that weights and precision are of one size. */
const USUAL_CURVATURE = 0.01;
/** How firmly each weight of the prior is believed, in observations of a usual bend with an error of `ROBUST` each. */
const PRIOR_PRECISION = 30;
/** Of one sample: at 10 Hz half is forgotten in 35 s of bends. */
const FORGETTING = 0.998;
/** of USUAL_CURVATURE; errors count by their size beyond it, by their square below (as Huber's loss asks) */
const ROBUST = 0.1;
/** of the weights' sum; what lies outside is no driver */
const GAIN_BOUNDS = [0.6, 1.6] as const;

/**
 * What is driven of a road: drivers begin a bend before it and leave it after it, and what a car's sensors make of that
 * is smoothed again. So the driven curvature is taken as a weighted sum of the road's at places up to `REACH` before and
 * behind, with weights that are learned of driver, car and map as the car drives. Before that they are those of von
 * Hann's window over all taps.
 */
export class DrivenCurvature {
  readonly #regression = new ForgettingLeastSquares(PRIOR, { forgetting: FORGETTING });
  readonly #inputs = new Float64Array(TAPS);
  readonly #driven = new Float64Array(1);
  readonly #answer = new Float64Array(1);
  readonly #weights = new Float64Array(TAPS);
  #expected = new Float64Array(0);

  /** Learns that `driven` (1/m) was measured at tap REACH of `road` (1/m at every TAP_STEP). */
  learn(road: Float64Array, driven: number): void {
    for (let tap = 0; tap < TAPS; tap++) this.#inputs[tap] = road[tap]! / USUAL_CURVATURE;
    this.#driven[0] = driven / USUAL_CURVATURE;
    this.#regression.predict(this.#inputs, this.#answer);
    const error = Math.abs(this.#driven[0] - this.#answer[0]!);
    this.#regression.update(this.#inputs, this.#driven, 1 / Math.max(ROBUST, error));
    let gain = 0;
    for (let tap = 0; tap < TAPS; tap++) gain += this.#regression.weight(0, tap);
    if (!(gain >= GAIN_BOUNDS[0] && gain <= GAIN_BOUNDS[1])) this.#regression.reset();
  }

  /** The curvature (1/m) that is to be driven, from tap REACH of `road` on to REACH before its end; until the next call. */
  expect(road: Float64Array): Float64Array {
    const weights = this.#weights;
    for (let tap = 0; tap < TAPS; tap++) weights[tap] = this.#regression.weight(0, tap);
    const length = road.length - TAPS + 1;
    if (this.#expected.length !== length) this.#expected = new Float64Array(length);
    const expected = this.#expected;
    for (let k = 0; k < expected.length; k++) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) sum += weights[tap]! * road[k + tap]!;
      expected[k] = sum;
    }
    return expected;
  }
}

const hann = Array.from(
  { length: TAPS },
  (_, tap) => (1 - Math.cos((2 * Math.PI * (tap + 1)) / (TAPS + 1))) / (TAPS + 1),
);
const PRIOR = {
  weights: [hann],
  precision: Array.from({ length: TAPS * TAPS }, (_, i) => (i % (TAPS + 1) === 0 ? PRIOR_PRECISION : 0)),
};
