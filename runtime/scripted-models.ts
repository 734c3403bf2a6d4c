import type { Models } from './models-in-use.js';
import type { Predictor } from './predictor.js';

/** The models of a session that is gone through again: they change when they did, whatever their errors are. */
export class ScriptedModels implements Models {
  active: Predictor;
  shadow: Predictor | undefined;
  readonly #predictors: ReadonlyMap<string, Predictor>;

  /** `predictors`: by the SHA-256 of their model's file */
  constructor(active: Predictor, predictors: ReadonlyMap<string, Predictor>) {
    this.active = active;
    this.#predictors = predictors;
  }

  /** The models from here on, the one that is listened to first: a trial begins, both change places, or it ends. */
  use([active, shadow]: readonly string[]): void {
    const both = [this.active, this.shadow];
    const isSwap = shadow !== undefined && this.shadow !== undefined;
    this.active = this.#oneOf(isSwap ? both.toReversed() : both, active!);
    this.shadow = shadow === undefined ? undefined : this.#oneOf(isSwap ? both : [], shadow);
  }

  scored(): void {}
  failed(): void {}

  #oneOf(predictors: readonly (Predictor | undefined)[], sha256: string): Predictor {
    const known = predictors.find((predictor) => predictor?.card.onnxSha256 === sha256);
    return known ?? anew(this.#predictors.get(sha256)!); // all that the session names are there
  }
}

/** A model that is tried has a predictor of its own and has learned nothing, though it has been in use before. */
function anew(predictor: Predictor): Predictor {
  const { card } = predictor;
  if ('answer' in predictor) return { card, answer: (features) => predictor.answer(features) };
  return { card, batch: predictor.batch, predict: (features) => predictor.predict(features) };
}
