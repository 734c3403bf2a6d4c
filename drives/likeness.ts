/** Signals of which one follows from the other correlate by 0.8 and more; the other way round a sign is wrong. */
export const CORRELATED = 0.8;
export const OPPOSED = -0.5;
/** Signals that go together less than that, in enough bends, are not of one drive. */
export const APART = 0.5;

/** How alike two signals are, and how much of the second there is for one of the first, both through zero. */
export class Likeness {
  count = 0;
  #product = 0;
  #first = 0;
  #second = 0;
  #firstMean = 0;
  #secondMean = 0;
  #comoment = 0;
  #firstSpread = 0;
  #secondSpread = 0;

  add(first: number, second: number): void {
    this.count++;
    this.#product += first * second;
    this.#first += first ** 2;
    this.#second += second ** 2;
    const [firstOff, secondOff] = [first - this.#firstMean, second - this.#secondMean];
    this.#firstMean += firstOff / this.count;
    this.#secondMean += secondOff / this.count;
    this.#comoment += firstOff * (second - this.#secondMean);
    this.#firstSpread += firstOff * (first - this.#firstMean);
    this.#secondSpread += secondOff * (second - this.#secondMean);
  }

  /** NaN where one of them is zero throughout */
  get correlation(): number {
    return this.#product / Math.sqrt(this.#first * this.#second);
  }

  /** The correlation about their means, which a sensor's zero does not move. NaN where one of them stands. */
  get movesAlike(): number {
    return this.#comoment / Math.sqrt(this.#firstSpread * this.#secondSpread);
  }

  /** Root mean square of the first. */
  get spread(): number {
    return Math.sqrt(this.#first / this.count);
  }

  get slope(): number {
    return this.#product / this.#first;
  }
}
