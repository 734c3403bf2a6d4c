import type { LeastSquaresPrior } from './forgetting-least-squares.js';
import { GAIN_SHARES, RESPONSE_INPUTS } from './steering-response.js';

/** m and steering-wheel angle over road-wheel angle, as a vehicle's data sheet has them. */
type CarGeometry = { wheelbase: number; steeringRatio: number };

/** Share by which a car's gain may be off what its data sheet gives: tyres, compliance, a variable ratio. */
const GAIN_UNCERTAINTY = 0.1;

/**
 * deg of the steering wheel per 1/100 m at walking pace: angle = ratio · wheelbase · curvature (Rajamani, Vehicle Dynamics
 * and Control, 2nd ed., section 3.3, without slip).
 */
export const steeringGain = ({ wheelbase, steeringRatio }: CarGeometry): number =>
  (wheelbase * steeringRatio * 180) / Math.PI / 100;

/**
 * What the training cars' steering does per curvature, for a car whose gain is known: taps and understeer keep their
 * shape and come to the gain, which is believed to a tenth; their lead and the zero are as uncertain as before.
 */
export function withKnownGain({ weights, precision }: LeastSquaresPrior, gain: number): LeastSquaresPrior {
  const [response] = weights as [readonly number[]]; // as: the response has one output
  const usual = response.reduce((sum, weight, i) => sum + GAIN_SHARES[i]! * weight, 0);
  const belief = 1 / (GAIN_UNCERTAINTY * gain) ** 2;
  return {
    weights: [response.map((weight, i) => (GAIN_SHARES[i] === 0 ? weight : (weight * gain) / usual))],
    precision: precision.map((value, at) => {
      const [row, column] = [Math.floor(at / RESPONSE_INPUTS), at % RESPONSE_INPUTS];
      return value + belief * GAIN_SHARES[row]! * GAIN_SHARES[column]!;
    }),
  };
}
