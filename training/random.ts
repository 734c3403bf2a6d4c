import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { ParameterSpec, Weights } from './architectures/architecture.js';

/** One stream of random numbers; the same seed gives the same stream on every machine. */
export class Random {
  #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Where the stream stands, a copy; setting it goes on from there. */
  get position(): readonly number[] {
    return [...this.#generator.getState()];
  }

  set position(position: readonly number[]) {
    this.#generator = xoroshiro128plusFromState(position);
  }

  /** A stream of its own: the same numbers from 2⁶⁴ on, where this one never gets. */
  jumped(): Random {
    const generator = xoroshiro128plusFromState(this.position);
    generator.jump();
    const other = new Random(0);
    other.position = generator.getState();
    return other;
  }

  /** In [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** The integers 0 … count−1 in random order (Fisher–Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = uniformInt(this.#generator, 0, i);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

export function initialWeights(specs: readonly ParameterSpec[], random: Random): Weights {
  const draw = ({ shape, bound }: ParameterSpec) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return Float32Array.from({ length: size }, () => bound * (2 * random.uniform() - 1));
  };
  return Object.fromEntries(specs.map((spec) => [spec.name, draw(spec)]));
}
