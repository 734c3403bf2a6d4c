/** First in, first out. One in it at a time, which is the rule here, takes no array: V8 makes a new one for each. */
export class ShortQueue<T extends object> {
  #first: T | undefined;
  readonly #others: T[] = [];

  get first(): T | undefined {
    return this.#first;
  }

  push(one: T): void {
    if (this.#first) this.#others.push(one);
    else this.#first = one;
  }

  shift(): T | undefined {
    const first = this.#first;
    this.#first = this.#others.length > 0 ? this.#others.shift() : undefined;
    return first;
  }
}
