import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** xoroshiro's first numbers after a small seed are alike for neighbouring seeds; these are thrown away. */
const SKIPPED = 64;

/** Seeded randomness: the same seed gives the same numbers on every machine. */
export class Random {
  readonly #generator;
  #spareNormal: number | undefined;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    for (let i = 0; i < SKIPPED; i++) this.#generator.next();
  }

  /** A stream of its own, so that one consumer's draws don't move another's. */
  split(): Random {
    return new Random(this.#generator.next());
  }

  between(low: number, high: number): number {
    return low + (high - low) * uniformFloat64(this.#generator);
  }

  /** Uniform in the logarithm: as many radii between 200 and 400 m as between 400 and 800 m. */
  logBetween(low: number, high: number): number {
    return low * (high / low) ** this.between(0, 1);
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  sign(): 1 | -1 {
    return this.chance(0.5) ? 1 : -1;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.between(0, list.length))]!;
  }

  /** Standard normal, by Box and Muller's transform, which gives two at a time (Annals of Math. Statistics 29, 1958). */
  normal(): number {
    const spare = this.#spareNormal;
    this.#spareNormal = undefined;
    if (spare !== undefined) return spare;
    const radius = Math.sqrt(-2 * Math.log(1 - this.between(0, 1)));
    const angle = this.between(0, 2 * Math.PI);
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
