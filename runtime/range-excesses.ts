import type { ModelCard } from '../core/model-card.js';
import { RangeExcess } from './range-excess.js';

/** Which inputs left the range of training, of each model of a session by itself: each has its own ranges. */
export class RangeExcesses {
  readonly #excesses = new WeakMap<ModelCard, RangeExcess>();

  of(card: ModelCard): RangeExcess {
    const excess = this.#excesses.get(card) ?? new RangeExcess(card);
    this.#excesses.set(card, excess);
    return excess;
  }
}
