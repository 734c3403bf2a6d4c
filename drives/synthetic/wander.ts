import type { Random } from './random.js';

/**
 * A value that wanders about zero: an Ornstein-Uhlenbeck process, stepped exactly for any step (Gillespie, Physical
 * Review E 54, 1996). `std` in the value's unit, `correlationTime` and `dt` in s.
 */
export class Wander {
  readonly #random: Random;
  readonly #keep: number;
  readonly #kick: number;
  #value: number;

  constructor(random: Random, { std, correlationTime, dt }: { std: number; correlationTime: number; dt: number }) {
    this.#random = random;
    this.#keep = Math.exp(-dt / correlationTime);
    this.#kick = std * Math.sqrt(1 - this.#keep ** 2);
    this.#value = std * random.normal();
  }

  next(): number {
    this.#value = this.#keep * this.#value + this.#kick * this.#random.normal();
    return this.#value;
  }
}
