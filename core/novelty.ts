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
  readonly #mean: Float64Array;
  /** [inputs, features], row by row */
  readonly #whitening: Float64Array;
  readonly #difference: Float64Array;
  /** of the last features that were asked: a number handed back by a function costs the heap one */
  #distance = NaN;

  constructor({ mean, whitening, threshold }: Novelty) {
    this.#threshold = threshold;
    this.#mean = Float64Array.from(mean);
    this.#whitening = Float64Array.from(whitening.flat());
    this.#difference = new Float64Array(mean.length);
  }

  /** Without unit; `features` in physical units. */
  distance(features: ArrayLike<number>): number {
    this.#measure(features);
    return this.#distance;
  }

  #measure(features: ArrayLike<number>): void {
    const width = this.#mean.length;
    for (let f = 0; f < width; f++) this.#difference[f] = features[f]! - this.#mean[f]!;
    const difference = this.#difference; // a private field is looked up at each use
    const whitening = this.#whitening;
    let squares = 0;
    let row = 0;
    // two rows at once: their sums do not wait for each other
    for (; row + 2 * width <= whitening.length; row += 2 * width) {
      let first = 0;
      let second = 0;
      for (let f = 0; f < width; f++) {
        first += whitening[row + f]! * difference[f]!;
        second += whitening[row + width + f]! * difference[f]!;
      }
      squares += first * first + second * second;
    }
    if (row < whitening.length) {
      let last = 0;
      for (let f = 0; f < width; f++) last += whitening[row + f]! * difference[f]!;
      squares += last * last;
    }
    this.#distance = Math.sqrt(squares);
  }

  /** Whether training saw nothing like it. */
  isNovel(features: ArrayLike<number>): boolean {
    this.#measure(features);
    return this.#distance > this.#threshold;
  }
}
