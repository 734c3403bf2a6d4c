import type { VehicleSample } from '../core/vehicle-sample.js';
import { FEWEST_SAMPLES, MOST, type Doubt } from './doubt.js';
import { percent } from './rounded.js';

/** m/s; whoever drives faster than this on a road has logged km/h */
const FASTEST = 80;

/** Whether a car can be as fast as that. */
export class SpeedCheck {
  #count = 0;
  #fastCount = 0;
  #fastest = 0;

  add({ vEgo }: VehicleSample): void {
    this.#count++;
    if (vEgo > FASTEST) this.#fastCount++;
    this.#fastest = Math.max(this.#fastest, vEgo);
  }

  get doubt(): Doubt | undefined {
    if (this.#fastCount === 0) return undefined;
    const option = '--units velocity=km/h';
    const share = this.#fastCount / this.#count;
    const fastest = this.#fastest.toFixed(0);
    if (this.#count < FEWEST_SAMPLES || share <= MOST)
      return { text: `the speed goes up to ${fastest} m/s: is it in km/h?`, option, impossible: false };
    return {
      text: `expected speeds below ${FASTEST} m/s, got more in ${percent(share)} of the rows, up to ${fastest}: are they in km/h?`,
      option,
      impossible: true,
    };
  }
}
