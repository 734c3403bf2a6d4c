import { ModelTrial, type TrialFigures, type TrialPhase } from '../core/model-trial.js';
import type { Predictor } from './predictor.js';

/** The model that is listened to, and the one in its shadow, if any: asked as well, and heard by nobody. */
export type Models = {
  readonly active: Predictor;
  readonly shadow: Predictor | undefined;
  /** Once a step while there is a shadow: errors and distance of the two in deg, absent where there were none. */
  scored(errors: readonly [active: number, shadow: number] | undefined, distance: number | undefined): void;
  /** A model has failed at a step. */
  failed(predictor: Predictor): void;
};

/** One model for good. */
export const oneModel = (active: Predictor): Models => ({ active, shadow: undefined, scored() {}, failed() {} });

/** What became of a new model; the predictor that nobody needs any more is `left`. */
export type Outcome = {
  what: 'shadow' | 'swapped' | 'kept' | 'back';
  why: 'asked' | 'trial' | 'worse' | 'failed';
  phase: TrialPhase;
  figures: TrialFigures;
  left?: Predictor;
};

export type ModelUnderTrial = { sha256: string; phase: TrialPhase; figures: TrialFigures };

export type ModelsInUseOptions = {
  /** interleaved, whose steps are asked in turn */
  grids?: number;
  /** The models in use from here on, the one that is listened to first: what a replay has to know. */
  onChange(hashes: readonly string[]): void;
  onOutcome(outcome: Outcome): void;
};

/**
 * The models of a live session. A new one is tried in the shadow of the one in use, takes its place, and goes back when
 * it turns out worse or fails. Changes are made by `settle` alone, which is called between two frames: every step is
 * answered by one model, and none is missed.
 */
export class ModelsInUse implements Models {
  #active: Predictor;
  #shadow: Predictor | undefined;
  #trial: ModelTrial | undefined;
  #proposed: { predictor: Predictor; trial: ModelTrial } | undefined;
  #hasFailed = false;
  #isCalledBack = false;
  #changes = 0;
  readonly #options: ModelsInUseOptions;

  constructor(active: Predictor, options: ModelsInUseOptions) {
    this.#active = active;
    this.#options = options;
  }

  get active(): Predictor {
    return this.#active;
  }

  get shadow(): Predictor | undefined {
    return this.#shadow;
  }

  /** The model that is tried and how it does, for whoever asks. */
  get trial(): ModelUnderTrial | undefined {
    if (!this.#trial) return undefined;
    const { phase, figures } = this.#trial;
    return { sha256: this.#tried!.card.onnxSha256, phase, figures };
  }

  get #tried(): Predictor | undefined {
    return this.#trial?.phase === 'probation' ? this.#active : this.#shadow;
  }

  get isTrying(): boolean {
    return this.#proposed !== undefined || this.#trial !== undefined;
  }

  /** A model to be tried next; `isReturn`: it has been in use before, and needs no proof. Only while none is tried. */
  propose(predictor: Predictor, { isReturn }: { isReturn: boolean }): void {
    this.#proposed = { predictor, trial: new ModelTrial({ isReturn, grids: this.#options.grids }) };
  }

  /** The model that is tried is not wanted any more. */
  callBack(): void {
    this.#isCalledBack = true;
  }

  scored(errors: readonly [number, number] | undefined, distance: number | undefined): void {
    const isNewActive = this.#trial?.phase === 'probation';
    const ordered = errors && !isNewActive ? ([errors[1], errors[0]] as const) : errors;
    this.#trial?.step(ordered, distance);
  }

  failed(predictor: Predictor): void {
    if (predictor === this.#tried) this.#hasFailed = true;
  }

  /** Between two frames: makes the changes that have become due; whether there were any. */
  settle(): boolean {
    const before = this.#changes;
    if (this.#proposed && !this.#trial) this.#begin(this.#proposed);
    if (this.#trial) this.#judge(this.#trial);
    return this.#changes !== before;
  }

  #judge(trial: ModelTrial): void {
    if (this.#isCalledBack) this.#end(trial, { what: 'back', why: 'asked' });
    else if (this.#hasFailed) this.#end(trial, { what: 'back', why: 'failed' });
    else if (trial.verdict === 'swap') this.#swap(trial);
    else if (trial.verdict === 'keep') this.#end(trial, { what: 'kept', why: 'trial' });
    else if (trial.verdict === 'back') this.#end(trial, { what: 'back', why: 'worse' });
  }

  #begin({ predictor, trial }: { predictor: Predictor; trial: ModelTrial }): void {
    this.#proposed = undefined;
    this.#trial = trial;
    this.#shadow = predictor;
    this.#tell(trial, { what: 'shadow', why: 'asked' });
  }

  #swap(trial: ModelTrial): void {
    [this.#active, this.#shadow] = [this.#shadow!, this.#active]; // a trial has both
    this.#tell(trial, { what: 'swapped', why: 'trial' });
    trial.swap();
  }

  /** `kept` leaves the shadow, `back` the new model, wherever it is. */
  #end(trial: ModelTrial, how: Pick<Outcome, 'what' | 'why'>): void {
    if (how.what === 'back' && trial.phase === 'probation') {
      [this.#active, this.#shadow] = [this.#shadow!, this.#active];
    }
    const left = this.#shadow!;
    this.#shadow = this.#trial = undefined;
    this.#hasFailed = this.#isCalledBack = false;
    this.#tell(trial, { ...how, left });
  }

  #tell({ phase, figures }: ModelTrial, outcome: Omit<Outcome, 'phase' | 'figures'>): void {
    const hashes = [this.#active, ...(this.#shadow ? [this.#shadow] : [])].map(({ card }) => card.onnxSha256);
    this.#changes++;
    this.#options.onChange(hashes);
    this.#options.onOutcome({ ...outcome, phase, figures });
  }
}
