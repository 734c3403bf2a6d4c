/**
 * How unlike its training a step looks: the Mahalanobis distance of the network's scaled inputs from their mean in
 * training (P. C. Mahalanobis 1936; as a test for what a network has not seen: Lee et al. 2018, A simple unified framework
 * for detecting out-of-distribution samples). It sees what no range of a single feature does: values that are usual one
 * by one, and never came together.
 */
export type Novelty = {
  /** of the features in training, in physical units and in their order */
  mean: readonly number[];
  /** [inputs][features]: makes of features less mean what is uncorrelated in training, with variance one (shrunk) */
  whitening: readonly (readonly number[])[];
  /** the distance that all but a thousandth of the training windows lie within */
  threshold: number;
};

/** Distances of steps from what training saw; constant time. */
export class NoveltyMeter {
  readonly #threshold: number;
  readonly #inputs: number;
  readonly #mean: Float64Array;
  /** [inputs, features], row by row */
  readonly #whitening: Float64Array;
  readonly #difference: Float64Array;

  constructor({ mean, whitening, threshold }: Novelty) {
    this.#threshold = threshold;
    this.#inputs = whitening.length;
    this.#mean = Float64Array.from(mean);
    this.#whitening = Float64Array.from(whitening.flat());
    this.#difference = new Float64Array(mean.length);
  }

  /** Without unit; `features` in physical units. */
  distance(features: ArrayLike<number>): number {
    const width = this.#mean.length;
    for (let f = 0; f < width; f++) this.#difference[f] = features[f]! - this.#mean[f]!;
    let squares = 0;
    for (let input = 0; input < this.#inputs; input++) {
      const begin = input * width;
      let sum = 0;
      for (let f = 0; f < width; f++) sum += this.#whitening[begin + f]! * this.#difference[f]!;
      squares += sum * sum;
    }
    return Math.sqrt(squares);
  }

  /** Whether training saw nothing like it. */
  isNovel(features: ArrayLike<number>): boolean {
    return this.distance(features) > this.#threshold;
  }
}
