import type { Random } from './random.js';

/**
 * A value that wanders about zero: an Ornstein-Uhlenbeck process, stepped exactly for any step (Gillespie, Physical
 * Review E 54, 1996). `std` in the value's unit; `correlation` and the steps in s, or in m where it wanders along a road.
 */
export class Wander {
  readonly #random: Random;
  readonly #std: number;
  readonly #correlation: number;
  #value: number;

  constructor(random: Random, { std, correlation }: { std: number; correlation: number }) {
    this.#random = random;
    this.#std = std;
    this.#correlation = correlation;
    this.#value = std * random.normal();
  }

  next(step: number): number {
    const keep = Math.exp(-step / this.#correlation);
    this.#value = keep * this.#value + this.#std * Math.sqrt(1 - keep ** 2) * this.#random.normal();
    return this.#value;
  }
}
