import type { VehicleSample } from '../core/vehicle-sample.js';

/** m/s²; more is a speed signal's step */
const LARGEST_ACCELERATION = 6;
/** s, over which the change of speed is averaged */
const AVERAGING_TIME = 0.3;
/** s without a sample, after which the speed before says nothing about its change */
const LONGEST_PAUSE = 1;

/** The steps of the grid to come, and where present speed and acceleration bring the car by then. */
export class StepsAhead {
  /** s from now */
  readonly times: readonly number[];
  #time = NaN;
  #vEgo = NaN;
  #acceleration = 0;

  constructor({ dt, horizonSteps }: { dt: number; horizonSteps: number }) {
    this.times = Array.from({ length: horizonSteps }, (_, k) => (k + 1) * dt);
  }

  push({ time, vEgo }: VehicleSample): void {
    const dt = time - this.#time;
    if (!(dt > 0 && dt <= LONGEST_PAUSE)) [this.#acceleration, this.#vEgo] = [0, NaN];
    if (Number.isFinite(vEgo)) {
      const change = (vEgo - this.#vEgo) / dt;
      const gain = Math.min(1, dt / AVERAGING_TIME);
      if (Number.isFinite(change)) this.#acceleration += gain * (change - this.#acceleration);
      this.#vEgo = vEgo;
    }
    this.#time = time;
  }

  /** m that the car drives in `time` s from the newest sample on; NaN while there is no speed. */
  distanceIn(time: number): number {
    return distanceIn(time, this.#vEgo, this.#acceleration);
  }
}

/** m = v·t + a·t²/2, until the car stands. */
export function distanceIn(time: number, vEgo: number, acceleration: number): number {
  const speed = Math.max(0, vEgo);
  const a = Math.max(-LARGEST_ACCELERATION, Math.min(LARGEST_ACCELERATION, acceleration));
  const driven = a < 0 ? Math.min(time, speed / -a) : time;
  return speed * driven + (a * driven * driven) / 2;
}
