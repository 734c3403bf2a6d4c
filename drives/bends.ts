import type { VehicleSample } from '../core/vehicle-sample.js';
import { LONGEST_STEP } from './row-step.js';

/** 1/m, 1.5 deg of the wheel or more */
export const ROAD_BENDS = 0.001;
/** rad, 5 deg of heading; a lane change is less */
const BEND_TURNS = 0.087;
/** so many show how two signals go together */
export const FEWEST_BENDS = 3;

type Row = Pick<VehicleSample, 'time' | 'curvature' | 'vEgo' | 'steeringAngleDeg'>;

/** Counts the bends of a drive, and those in which the wheel was turned against them. */
export class Bends {
  #count = 0;
  #against = 0;
  /** the stretch that is driven: 1 bends to the left, -1 to the right, 0 goes straight on */
  #side = 0;
  #turned = 0;
  #product = 0;
  #last = NaN;

  add({ time, curvature, vEgo, steeringAngleDeg }: Row): void {
    const dt = time - this.#last;
    this.#last = time;
    const goesOn = dt <= LONGEST_STEP && curvature * this.#side > ROAD_BENDS / 2; // noise does not part a bend
    if (!goesOn) {
      this.end();
      this.#side = Math.abs(curvature) > ROAD_BENDS ? Math.sign(curvature) : 0;
      return;
    }
    this.#turned += Math.abs(curvature) * vEgo * dt;
    this.#product += curvature * steeringAngleDeg * dt;
  }

  /** Where rows are left out, a bend ends. */
  end(): void {
    [this.#count, this.#against] = [this.count, this.against];
    this.#side = this.#turned = this.#product = 0;
  }

  get against(): number {
    return this.#against + (this.#isBend && this.#product < 0 ? 1 : 0);
  }

  /** All of them, with those in which the wheel stood at 0. */
  get count(): number {
    return this.#count + (this.#isBend ? 1 : 0);
  }

  get #isBend(): boolean {
    return this.#turned >= BEND_TURNS;
  }
}
