import type { VehicleSample } from '../core/vehicle-sample.js';

/** m/s; slower cars may be reversing, which turns the sign of a curvature from the yaw rate */
const SLOW = 5;
/** Steering and curvature of a car that is driven correlate by 0.8 and more; the other way round a sign is wrong. */
const CORRELATED = 0.8;
const OPPOSED = -0.5;
/** Fewer samples in bends say nothing. */
const FEWEST_SAMPLES = 50;
/**
 * deg·m of steering wheel for a curvature of one: wheelbase × steering ratio × 180/π is 1,500 to 4,000 for road
 * vehicles, and understeer may double it. A factor of 57 (rad, deg/s) or 1000 (1/km) lies outside.
 */
const GAINS = [300, 30_000] as const;
/** m/s; whoever drives faster than this on a road has logged km/h */
const FASTEST = 80;

/** Notices signals with a wrong sign or unit: steering to the left has to bend the path to the left, by so much. */
export class SignalCheck {
  #count = 0;
  #product = 0;
  #steering = 0;
  #curvature = 0;
  #fastest = 0;

  add({ valid, vEgo, steeringAngleDeg, curvature }: VehicleSample): void {
    if (!valid || !(vEgo > SLOW)) return;
    this.#count++;
    this.#product += steeringAngleDeg * curvature;
    this.#steering += steeringAngleDeg ** 2;
    this.#curvature += curvature ** 2;
    this.#fastest = Math.max(this.#fastest, vEgo);
  }

  /** What to tell the user, if anything. */
  get remark(): string | undefined {
    if (this.#fastest > FASTEST) return `the speed goes up to ${this.#fastest.toFixed(0)} m/s: is its unit km/h?`;
    if (this.#count < FEWEST_SAMPLES) return undefined;
    const correlation = this.#product / Math.sqrt(this.#steering * this.#curvature);
    if (correlation < OPPOSED) {
      return (
        `steering and curvature run against each other (correlation ${correlation.toFixed(2)}): does one of them count ` +
        'up to the right?'
      );
    }
    const gain = this.#product / this.#curvature;
    if (!(correlation > CORRELATED) || (gain > GAINS[0] && gain < GAINS[1])) return undefined;
    return (
      `the steering wheel turns by ${gain.toPrecision(2)} deg for a curvature of 1/m, where cars need 1500 to 8000: ` +
      'is a unit wrong?'
    );
  }
}
