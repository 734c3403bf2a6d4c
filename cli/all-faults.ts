import { InputError } from '../core/input-error.js';

/** What is wrong with one of several things that the user gave does not keep the others from being looked at. */
export class AllFaults {
  readonly #lines = new Set<string>();

  /** What the work comes to; undefined where it found a fault. */
  async collect<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#lines.add(error.message);
      return undefined;
    }
  }

  /** All of them at once, as an InputError with a line each. */
  throwIfAny(): void {
    if (this.#lines.size > 0) throw new InputError([...this.#lines].join('\n  '));
  }
}
