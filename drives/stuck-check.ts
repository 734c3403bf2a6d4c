import type { VehicleSample } from '../core/vehicle-sample.js';
import { ROAD_BENDS } from './bends.js';
import type { Doubt } from './doubt.js';
import { percent, twoDigits } from './rounded.js';
import { StuckSignal } from './stuck-signal.js';

/** deg, more than a yaw rate of coarse steps hides */
const WHEEL_MOVES = 3;

/** Whether one of steering and curvature stands still while the other moves. */
export class StuckCheck {
  readonly #steering = new StuckSignal(ROAD_BENDS);
  readonly #curvature = new StuckSignal(WHEEL_MOVES);

  add({ curvature, steeringAngleDeg }: VehicleSample): void {
    this.#steering.add(steeringAngleDeg, curvature);
    this.#curvature.add(curvature, steeringAngleDeg);
  }

  get doubt(): Doubt | undefined {
    const steering = this.#steering.found;
    if (steering) {
      const { share, value, from, to } = steering;
      return {
        text: `expected steering that moves where the road bends, got ${value} deg in ${percent(share)} of the rows while the curvature went from ${twoDigits(from)} to ${twoDigits(to)} 1/m: did its sensor hang, or is it another column?`,
        option: 'Valid 0 leaves rows out',
        impossible: true,
      };
    }
    const curvature = this.#curvature.found;
    if (curvature) {
      const { share, value, from, to } = curvature;
      return {
        text: `expected curvature where the car is steered, got ${twoDigits(value)} 1/m in ${percent(share)} of the rows while the steering went from ${twoDigits(from)} to ${twoDigits(to)} deg: was it not recorded?`,
        option: 'Curvature is yaw rate in rad/s over speed in m/s',
        impossible: true,
      };
    }
    return undefined;
  }
}
