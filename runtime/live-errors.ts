import { allFinite } from '../core/all-finite.js';
import { baselinesFrom, type BaselineAngles } from '../core/feature-baselines.js';
import type { ModelCard } from '../core/model-card.js';
import type { LiveErrors } from '../core/prediction.js';
import { RollingErrors } from '../core/rolling-errors.js';
import { EXPERTS, type Step } from '../core/step.js';
import { writeWithFirst, type Weighed } from './weigh.js';

/** A step with what the network says to it; `angles` is absent where the step has no features or the model failed. */
export type Answered = { step: Step; angles?: ArrayLike<number> | undefined };

/** s of driving from one publication of the errors to the next */
const INTERVAL = 1;

/** Scores one grid's predictions as the truth arrives: what is published, and what simpler predictors would have said. */
export class LiveErrorMeter {
  readonly #predictors: readonly string[];
  readonly #rolling: RollingErrors;
  readonly #baselines: (features: ArrayLike<number>) => BaselineAngles;
  readonly #stepsBetween: number;
  readonly #all: ArrayLike<number>[] = [];
  /** [predictor][step], deg */
  readonly #mae: readonly number[][];
  readonly #coverage: number[];
  readonly #errors: LiveErrors;
  #steps = 0;

  constructor(card: ModelCard) {
    this.#predictors = [
      'model',
      ...(card.adaptation !== undefined ? ['network', ...EXPERTS] : ['persistence', 'linear', 'bicycle']),
    ];
    this.#rolling = new RollingErrors(this.#predictors.length, card);
    this.#baselines = baselinesFrom(card.featureNames, card.steadyState, card);
    this.#stepsBetween = Math.max(1, Math.round(INTERVAL / card.dt));
    this.#mae = this.#predictors.map(() => new Array<number>(card.horizonSteps));
    this.#coverage = new Array<number>(card.horizonSteps);
    this.#errors = { truths: 0, mae: Object.fromEntries(this.#predictors.map((name, p) => [name, this.#mae[p]!])) };
  }

  /** Once for every step, in order: the errors so far, once a second, in memory that the next ones are written to. */
  next(): LiveErrors | undefined {
    if (this.#rolling.truths === 0 || ++this.#steps % this.#stepsBetween !== 0) return undefined;
    const errors = this.#errors;
    errors.truths = this.#rolling.truths;
    for (let p = 0; p < this.#mae.length; p++) this.#rolling.writeMae(p, this.#mae[p]!);
    if (this.#rolling.hasCoverage) {
      this.#rolling.writeCoverage(this.#coverage);
      errors.coverage = this.#coverage;
    }
    return errors;
  }

  /** Once for every step, after `next`; `truth`: see truthOf. */
  learn(
    truth: number | undefined,
    { step, angles: network }: Answered,
    { angles, interval, predictions }: Weighed,
  ): void {
    const isPredicted = angles && network && allFinite(network);
    const beside = isPredicted && (predictions ?? this.#baselineAngles(step));
    const all = beside ? writeWithFirst(angles, beside, this.#all) : undefined;
    this.#rolling.learn(truth, all, interval);
  }

  /** In the order of the predictors behind `model`. */
  #baselineAngles({ features }: Step): ArrayLike<number>[] {
    const { persistence, linear, bicycle } = this.#baselines(features!); // where there are angles, there are features
    return [persistence, linear, bicycle];
  }
}
