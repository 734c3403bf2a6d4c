import type { Prediction } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

/** A step as the page draws it: what was measured then, and what was predicted. What is not known is null, in JSON. */
export type Moment = Pick<Prediction, 'state' | 'reasons'> & {
  /** s, of the newest sample in the window */
  t: number;
  /** deg, left positive; NaN where nothing was measured */
  steering: number;
  /** m/s */
  speed: number;
  /** 1/m, left positive */
  curvature: number;
  /** deg, at t + k·dt for k = 1 …; null in INIT and INVALID */
  step: number[] | null;
  /** deg, of the 80 % interval, where the model has one */
  lower?: number[] | undefined;
  upper?: number[] | undefined;
};

/** `sample`: the one that was predicted from, or none where it is not known. */
export function momentOf(
  { time, state, reasons, steeringAngleDeg, lower, upper }: Prediction,
  sample: VehicleSample | undefined,
): Moment {
  const { steeringAngleDeg: steering = NaN, vEgo = NaN, curvature = NaN } = sample ?? {};
  return {
    ...{ t: time, state, reasons },
    steering: rounded(steering, 1e3),
    speed: rounded(vEgo, 1e3),
    curvature: rounded(curvature, 1e7),
    step: anglesOf(steeringAngleDeg) ?? null,
    lower: anglesOf(lower),
    upper: anglesOf(upper),
  };
}

const anglesOf = (angles: ArrayLike<number> | undefined) => angles && Array.from(angles, (deg) => rounded(deg, 1e3));
const rounded = (value: number, parts: number) => Math.round(value * parts) / parts;
