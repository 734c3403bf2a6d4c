import type { KeyObject } from 'node:crypto';
import { faultText } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import { contractFaults } from '../core/same-contract.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import type { ModelStore, StoredModel } from '../onnx/model-store.js';
import type { ModelsInUse, Outcome } from './models-in-use.js';
import type { Predictor } from './predictor.js';

/** A bundle that is loaded, with its predictor. */
export type LoadedModel = { model: StoredModel; bundle: ModelBundle; predictor: Predictor };

export type ModelWatchOptions = {
  store: ModelStore;
  /** the model that the session began with, whose session its owner releases */
  first: LoadedModel;
  key: KeyObject | undefined;
  /** as its profile names it: a model that learnt from the logs of another one is not taken */
  vehicle: string;
  open: (bundle: ModelBundle) => Promise<Predictor>;
  remark: (text: string) => void;
};

/**
 * Tries whatever becomes the champion of the store while a session lasts, and makes the old one the champion again
 * where the new one fails. A bundle at fault is told once and left alone.
 */
export class ModelWatch {
  readonly #options: ModelWatchOptions;
  #current: LoadedModel;
  #next: LoadedModel | undefined;
  /** the champion that could not be loaded */
  #refused: string | undefined;
  #isLoading = false;

  constructor(options: ModelWatchOptions) {
    this.#options = options;
    this.#current = options.first;
  }

  /** Now and then: whether the store has another champion. */
  async look(models: ModelsInUse): Promise<void> {
    const { store, remark } = this.#options;
    const name = store.champion();
    const isCurrent = name === this.#current.model.name;
    if (name === undefined || this.#isLoading || name === this.#refused) return;
    if (models.isTrying && isCurrent) models.callBack();
    if (models.isTrying || isCurrent) return;
    this.#isLoading = true;
    try {
      const champion = await store.current();
      if (!champion) return; // taken away meanwhile
      this.#next = await this.#load(champion);
      models.propose(this.#next.predictor, { isReturn: this.#current.model.replaces === champion.path });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#refused = name;
      remark(`${name} is not taken, ${this.#current.model.name} stays in use: ${error.message}`);
    } finally {
      this.#isLoading = false;
    }
  }

  /** What the models in use tell. */
  async heed(outcome: Outcome): Promise<void> {
    const { remark } = this.#options;
    const next = this.#next!; // an outcome is that of a model that was proposed
    remark(describe(outcome, next.model.name, this.#current.model.name));
    if (!outcome.left) return;
    this.#next = undefined;
    if (outcome.what === 'kept') {
      const old = this.#current;
      this.#current = next;
      await this.#options.store.noteUse(next.model);
      await this.#release(old);
      return;
    }
    await this.#release(next);
    if (outcome.why === 'asked') return; // the store has gone back already
    this.#refused = next.model.name;
    await this.#takeBack(next.model, outcome).catch((error: unknown) => {
      remark(`${next.model.name} stays the champion of the store: ${faultText(error)}`);
    });
  }

  /** Releases what it has loaded. */
  async close(): Promise<void> {
    for (const loaded of [this.#current, ...(this.#next ? [this.#next] : [])]) await this.#release(loaded);
  }

  async #load(model: StoredModel): Promise<LoadedModel> {
    const { key, open, vehicle } = this.#options;
    const bundle = await readBundle(model.path, { key });
    try {
      const faults = contractFaults(bundle.card, { ...this.#current.bundle.card, vehicle });
      if (faults.length > 0) throw new InputError(`${faults.join('; ')} (${model.path})`);
      return { model, bundle, predictor: await open(bundle) };
    } catch (error) {
      await bundle.session.release();
      throw error;
    }
  }

  async #takeBack(model: StoredModel, outcome: Outcome): Promise<void> {
    const { store } = this.#options;
    const unlock = await store.lock();
    try {
      if (store.champion() !== model.name) return; // somebody has put another one in use
      await store.takeBack(model, this.#current.model, why(outcome));
    } finally {
      unlock();
    }
  }

  async #release(loaded: LoadedModel): Promise<void> {
    if (loaded !== this.#options.first) await loaded.bundle.session.release();
  }
}

/** One line for the journal. */
function describe(outcome: Outcome, next: string, current: string): string {
  const { what, phase } = outcome;
  if (what === 'shadow') return `${next} runs in the shadow of ${current}`;
  if (what === 'swapped') return `${next} takes the place of ${current}: ${figures(outcome)}`;
  if (what === 'kept') return `${next} has proved itself: ${figures(outcome)}`;
  return `${current} ${phase === 'shadow' ? 'stays' : 'is'} in use${phase === 'shadow' ? '' : ' again'}: ${next} ${why(outcome)}`;
}

const why = (outcome: Outcome): string =>
  ({
    asked: 'was taken back',
    trial: 'was kept',
    failed: 'failed',
    worse: `was more than 10 % worse: ${figures(outcome)}`,
  })[outcome.why];

function figures({ figures: { steps, scored, newMae, oldMae, disagreement } }: Outcome): string {
  const scores =
    scored > 0 ? `MAE ${newMae.toFixed(3)} deg, the old one's ${oldMae.toFixed(3)} deg` : 'nothing to score';
  const apart = Number.isNaN(disagreement) ? '' : `, ${disagreement.toFixed(3)} deg apart`;
  return `${scores} over ${scored} of ${steps} steps${apart}`;
}
