/** Steps of a grid that a new model runs in the shadow of the one in use before it takes its place, at least. */
export const SHADOW_STEPS = 300;
/** The first of those, in which it learns the car, which the other one knows: they say nothing of which is better. */
export const LEARNING_STEPS = 100;
/** Scored steps over which it has to prove itself afterwards. */
export const PROBATION_STEPS = 600;
/** A new model's MAE may be so many times that of the old one over the same steps. */
const TOLERANCE = 1.1;
/** Steps of a grid after which a model that has been in use before knows the car well enough. */
const RETURN_STEPS = 50;

export type TrialPhase = 'shadow' | 'probation';
/** MAE of both over the same truths, and their mean distance; deg. NaN where nothing was scored. */
export type TrialFigures = { steps: number; scored: number; newMae: number; oldMae: number; disagreement: number };
export type Verdict = 'swap' | 'keep' | 'back';

/**
 * What becomes of a new model: it runs in shadow, takes the old one's place, and goes back when it turns out worse. It
 * swaps only where truths came by in shadow, and it was not worse there already.
 */
export class ModelTrial {
  phase: TrialPhase = 'shadow';
  #steps = 0;
  #scored = 0;
  #new = 0;
  #old = 0;
  #compared = 0;
  #distance = 0;
  readonly #isReturn: boolean;
  readonly #shadowSteps: number;
  readonly #learningSteps: number;

  /** `isReturn`: a model that has been in use before, and needs no proof. `grids`: interleaved, each learning the car. */
  constructor({ isReturn = false, grids = 1 }: { isReturn?: boolean; grids?: number | undefined } = {}) {
    this.#isReturn = isReturn;
    this.#shadowSteps = grids * (isReturn ? RETURN_STEPS : SHADOW_STEPS);
    this.#learningSteps = isReturn ? 0 : grids * LEARNING_STEPS;
  }

  /** Once a step of any grid; `errors` and `distance` of the new and the old model in deg, absent where there were none. */
  step(errors: readonly [newError: number, oldError: number] | undefined, distance: number | undefined): void {
    this.#steps++;
    if (this.phase === 'shadow' && this.#steps <= this.#learningSteps) return;
    if (errors) {
      this.#scored++;
      this.#new += errors[0];
      this.#old += errors[1];
    }
    if (distance !== undefined) {
      this.#compared++;
      this.#distance += distance;
    }
  }

  get figures(): TrialFigures {
    return {
      steps: this.#steps,
      scored: this.#scored,
      newMae: this.#new / this.#scored,
      oldMae: this.#old / this.#scored,
      disagreement: this.#distance / this.#compared,
    };
  }

  /** What is to be done now; undefined: go on. The figures start anew with each phase. */
  get verdict(): Verdict | undefined {
    const isWorse = this.#new > TOLERANCE * this.#old;
    if (this.phase === 'shadow') {
      if (this.#steps < this.#shadowSteps) return undefined;
      if (this.#isReturn) return 'swap';
      if (this.#scored === 0) return undefined;
      return isWorse ? 'back' : 'swap';
    }
    if (this.#isReturn) return 'keep';
    if (this.#scored < PROBATION_STEPS) return undefined;
    return isWorse ? 'back' : 'keep';
  }

  swap(): void {
    this.phase = 'probation';
    this.#steps = this.#scored = this.#compared = 0;
    this.#new = this.#old = this.#distance = 0;
  }
}
