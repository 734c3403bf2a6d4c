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

  /** The models from here on, the one that is listened to first. */
  use([active, shadow]: readonly string[]): void {
    this.active = this.#predictors.get(active!)!; // all that the session names are there
    this.shadow = shadow === undefined ? undefined : this.#predictors.get(shadow)!;
  }

  scored(): void {}
  failed(): void {}
}
