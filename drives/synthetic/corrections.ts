import type { DriverStyle } from './driver-style.js';
import type { Random } from './random.js';

/** s, a correction's duration, whatever its size (Benderius and Markkula, see below) */
const SHORTEST = 0.25;
const LONGEST = 0.4;
/** s, from one decision to the next */
const SHORTEST_PAUSE = 0.15;
const LONGEST_PAUSE = 0.6;
/** m/s; at a standstill nothing turns, and the wheel is left alone */
export const MOVING = 1;

/** In deg: the correction that would be right, and how far off is good enough. */
export type Occasion = { wantedDeg: number; toleratedDeg: number; vEgo: number };

type Correction = { size: number; age: number; duration: number };

/**
 * Steering corrections as people make them: not continuously but one at a time, each with a bell-shaped rate, of equal
 * duration whatever the size, overlapping where one is not enough (Benderius and Markkula, Evidence for a Fundamental
 * Property of Steering, Proceedings of the Human Factors and Ergonomics Society 58, 2014).
 */
export class SteeringCorrections {
  readonly #style: DriverStyle;
  readonly #random: Random;
  readonly #dt: number;
  /** deg, what was wanted in the last steps, oldest first */
  readonly #seen: number[];
  readonly #active: Correction[] = [];
  /** deg, of finished corrections */
  #done = 0;
  #pause = 0;

  constructor(style: DriverStyle, random: Random, dt: number) {
    this.#style = style;
    this.#random = random;
    this.#dt = dt;
    this.#seen = new Array<number>(Math.max(1, Math.round(style.reactionTime / dt))).fill(0);
  }

  /** One step of `dt`: what the hands add by now, in deg. */
  next({ wantedDeg, toleratedDeg, vEgo }: Occasion): number {
    this.#seen.push(wantedDeg);
    const missing = this.#seen.shift()! - this.#intended();
    this.#pause -= this.#dt;
    if (vEgo > MOVING && this.#pause <= 0 && Math.abs(missing) > toleratedDeg) this.#begin(missing);
    return this.#advance();
  }

  #intended(): number {
    return this.#active.reduce((sum, { size }) => sum + size, this.#done);
  }

  #begin(missing: number): void {
    const { motorNoise, spillDeg } = this.#style;
    const miss = motorNoise * missing * this.#random.normal() + spillDeg * this.#random.normal();
    this.#active.push({ size: missing + miss, age: 0, duration: this.#random.between(SHORTEST, LONGEST) });
    this.#pause = this.#random.between(SHORTEST_PAUSE, LONGEST_PAUSE);
  }

  #advance(): number {
    let angle = this.#done;
    for (const correction of this.#active) {
      correction.age += this.#dt;
      angle += correction.size * minimumJerk(Math.min(1, correction.age / correction.duration));
    }
    while (this.#active.length > 0 && this.#active[0]!.age >= this.#active[0]!.duration) {
      this.#done += this.#active.shift()!.size;
    }
    return angle;
  }
}

/** From 0 to 1 with a bell-shaped rate (Flash and Hogan, Journal of Neuroscience 5, 1985). */
function minimumJerk(x: number): number {
  return x ** 3 * (10 - 15 * x + 6 * x ** 2);
}
