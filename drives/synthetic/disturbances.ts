import type { Random } from './random.js';
import type { Controls } from './single-track.js';
import { Wander } from './wander.js';

/** m, on which unevenness is alike: ruts, patches and seams */
const UNEVENNESS_LENGTH = 8;

/** What turns a car on one drive that nobody has steered; left positive. */
export class Disturbances {
  readonly #sideways: Wander;
  readonly #bumpSteer: Wander;

  constructor(random: Random) {
    this.#sideways = new Wander(random.split(), {
      std: random.logBetween(0.06, 0.2), // m/s²; 1 % of crossfall is 0.1
      correlation: random.between(1, 4), // s
    });
    this.#bumpSteer = new Wander(random.split(), {
      std: random.between(1e-4, 5e-4), // rad; 2e-4 is worth 0.2 deg of a usual steering wheel
      correlation: UNEVENNESS_LENGTH,
    });
  }

  /** One step of `dt` (s) at `vEgo` (m/s). */
  next(vEgo: number, dt: number): Pick<Controls, 'sideways' | 'bumpSteer'> {
    const sideways = this.#sideways.next(dt);
    return { sideways: vEgo > 0 ? sideways : 0, bumpSteer: this.#bumpSteer.next(vEgo * dt) };
  }
}
