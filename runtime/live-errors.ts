import { allFinite } from '../core/all-finite.js';
import { baselinesFrom, type BaselineAngles } from '../core/feature-baselines.js';
import type { ModelCard } from '../core/model-card.js';
import type { LiveErrors } from '../core/prediction.js';
import { RollingErrors } from '../core/rolling-errors.js';
import { EXPERTS, type Step } from '../core/step.js';
import { truthOf, writeWithFirst, type Weighed } from './weigh.js';

/** s of driving from one publication of the errors to the next */
const INTERVAL = 1;

/** Scores one grid's predictions as the truth arrives: what is published, and what simpler predictors would have said. */
export class LiveErrorMeter {
  readonly #predictors: readonly string[];
  readonly #rolling: RollingErrors;
  readonly #baselines: (features: ArrayLike<number>) => BaselineAngles;
  readonly #stepsBetween: number;
  readonly #all: ArrayLike<number>[] = [];
  #steps = 0;

  constructor(card: ModelCard) {
    this.#predictors = [
      'model',
      ...(card.adaptation !== undefined ? ['network', ...EXPERTS] : ['persistence', 'linear', 'bicycle']),
    ];
    this.#rolling = new RollingErrors(this.#predictors.length, card);
    this.#baselines = baselinesFrom(card.featureNames, card.steadyState, card);
    this.#stepsBetween = Math.max(1, Math.round(INTERVAL / card.dt));
  }

  /** Once for every step, in order: the errors so far, once a second. */
  next(): LiveErrors | undefined {
    if (this.#rolling.truths === 0 || ++this.#steps % this.#stepsBetween !== 0) return undefined;
    return this.#errors();
  }

  /** Once for every step, after `next`. */
  learn(step: Step, network: ArrayLike<number> | undefined, { angles, interval, predictions }: Weighed): void {
    const isPredicted = angles && network && allFinite(network);
    const beside = isPredicted && (predictions ?? this.#baselineAngles(step));
    const all = beside ? writeWithFirst(angles, beside, this.#all) : undefined;
    this.#rolling.learn(truthOf(step), all, interval);
  }

  /** In the order of the predictors behind `model`. */
  #baselineAngles({ features }: Step): ArrayLike<number>[] {
    const { persistence, linear, bicycle } = this.#baselines(features!); // where there are angles, there are features
    return [persistence, linear, bicycle];
  }

  #errors(): LiveErrors {
    const mae: Record<string, readonly number[]> = {};
    for (let p = 0; p < this.#predictors.length; p++) mae[this.#predictors[p]!] = this.#rolling.mae(p);
    const errors: LiveErrors = { truths: this.#rolling.truths, mae };
    const coverage = this.#rolling.coverage();
    return coverage ? { ...errors, coverage } : errors;
  }
}
