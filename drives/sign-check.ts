import type { VehicleSample } from '../core/vehicle-sample.js';

/** Steering and curvature of a car that is driven correlate by 0.8 and more; the other way round a sign is wrong. */
const OPPOSED = -0.5;
/** Fewer samples in bends say nothing. */
const FEWEST_SAMPLES = 50;

/** Notices a vehicle profile with one sign the wrong way: steering to the left has to bend the path to the left. */
export class SignCheck {
  #count = 0;
  #product = 0;
  #steering = 0;
  #curvature = 0;

  add({ valid, steeringAngleDeg, curvature }: VehicleSample): void {
    if (!valid) return;
    this.#count++;
    this.#product += steeringAngleDeg * curvature;
    this.#steering += steeringAngleDeg ** 2;
    this.#curvature += curvature ** 2;
  }

  /** What to tell the user, if anything. */
  get remark(): string | undefined {
    const correlation = this.#product / Math.sqrt(this.#steering * this.#curvature);
    if (this.#count < FEWEST_SAMPLES || !(correlation < OPPOSED)) return undefined;
    return (
      `steering and curvature run against each other (correlation ${correlation.toFixed(2)}): one of them counts up to ` +
      'the right, which the vehicle profile has to say (positive: right)'
    );
  }
}
