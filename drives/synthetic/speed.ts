import type { Random } from './random.js';
import { curvatureAt, segmentAt, type Road } from './road.js';
import { Wander } from './wander.js';

/** How a driver drives along the road; accelerations in m/s². */
export type Pace = {
  /** of the speed limit */
  speedFactor: number;
  lateralLimit: number;
  accelerate: number;
  brake: number;
};

/** ISO 11270 and ISO 15622 let an assistance system take 3 m/s² to the side, 2 forward and 3.5 back; drivers keep below. */
export function drawPace(random: Random): Pace {
  return {
    speedFactor: random.between(0.85, 1.05),
    lateralLimit: random.between(1.6, 2.8),
    accelerate: random.between(1, 2),
    brake: random.between(1.4, 2.5),
  };
}

/** m, of the speed plan along the road */
const PLAN_STEP = 1;
/** s, in which a difference of speed is made up */
const CATCH_UP = 0.6;
/** s, lag of engine and brakes */
const DRIVE_LAG = 0.25;

/**
 * The highest speed (m/s) at each metre that keeps v²·|κ| below the lateral limit and can be slowed down from in time:
 * the backward pass of racing-line planners (Kapania, Subosits and Gerdes, Journal of Dynamic Systems, Measurement
 * and Control 138, 2016).
 */
export function planSpeed(road: Road, { speedFactor, lateralLimit, brake }: Pace): Float64Array {
  const plan = new Float64Array(Math.ceil(road.length / PLAN_STEP) + 1);
  for (let i = plan.length - 1; i >= 0; i--) {
    const s = i * PLAN_STEP;
    const bend = Math.sqrt(lateralLimit / Math.max(1e-6, Math.abs(curvatureAt(road, s))));
    const ahead = i + 1 < plan.length ? plan[i + 1]! : Infinity;
    plan[i] = Math.min(
      segmentAt(road, s).speedLimit * speedFactor,
      bend,
      Math.sqrt(ahead ** 2 + 2 * brake * PLAN_STEP),
    );
  }
  return plan;
}

/** Follows the plan, stops at the stop lines and waits there. */
export class SpeedControl {
  readonly #pace: Pace;
  readonly #plan: Float64Array;
  readonly #stops: number[];
  readonly #random: Random;
  readonly #mood: Wander;
  readonly #dt: number;
  #vEgo: number;
  #acceleration = 0;
  #wait = 0;

  constructor(road: Road, pace: Pace, random: Random, dt: number) {
    this.#pace = pace;
    this.#plan = planSpeed(road, pace);
    this.#stops = road.segments.filter(({ stopAtEnd }) => stopAtEnd).map(({ start, length }) => start + length);
    this.#random = random;
    this.#mood = new Wander(random, { std: 0.02, correlation: 15 });
    this.#dt = dt;
    this.#vEgo = this.#planned(0);
  }

  get vEgo(): number {
    return this.#vEgo;
  }

  /** One step of `dt` at arc length `s` (m). */
  step(s: number): void {
    const wanted = this.#planned(s + this.#vEgo * CATCH_UP) * (1 + this.#mood.next(this.#dt));
    if (this.#waits(s)) return;
    const target = Math.min(wanted, this.#stopping(s));
    const asked = (target - this.#vEgo) / CATCH_UP;
    const bounded = Math.min(this.#pace.accelerate, Math.max(-1.3 * this.#pace.brake, asked));
    this.#acceleration += (bounded - this.#acceleration) * (1 - Math.exp(-this.#dt / DRIVE_LAG));
    this.#vEgo = Math.max(0, this.#vEgo + this.#acceleration * this.#dt);
  }

  #planned(s: number): number {
    return this.#plan[Math.min(this.#plan.length - 1, Math.max(0, Math.round(s / PLAN_STEP)))]!;
  }

  /** The speed from which the next stop line can still be met. */
  #stopping(s: number): number {
    const distance = (this.#stops[0] ?? Infinity) - s - this.#vEgo * CATCH_UP;
    return Math.sqrt(2 * this.#pace.brake * Math.max(0, distance));
  }

  #waits(s: number): boolean {
    if (this.#wait > 0) {
      this.#wait -= this.#dt;
      if (this.#wait <= 0) this.#stops.shift();
      return true;
    }
    if (this.#stops.length === 0 || this.#vEgo > 0.3 || this.#stops[0]! - s > 3) return false;
    this.#vEgo = 0;
    this.#acceleration = 0;
    this.#wait = this.#random.between(1, 6);
    return true;
  }
}
