import { Adaptation, type AdaptationPrior } from './adaptation.js';
import { extrapolated } from './baselines.js';
import type { CurvaturePreview } from './curvature-preview.js';
import { compileFeatures, type Adapted, type FeatureWriter, type Horizon } from './features.js';
import type { Reason } from './prediction.js';
import { SampleWindow } from './sample-window.js';
import { plausibleOrInvalid, type VehicleSample } from './vehicle-sample.js';

/** What a model is asked, the same for trainer and car: which features, over which past and future, at which step. */
export type StepContract = Horizon & {
  dt: number;
  featureNames: readonly string[];
  /** of models that learn as the car drives */
  adaptation?: AdaptationPrior;
};

/**
 * One step of the grid: its features, or the reasons why there are none. `sample` is now, i−1. A builder's step is written
 * again at its next one: whoever keeps it longer takes `keptStep`.
 */
export type Step = {
  sample: VehicleSample;
  reasons: readonly Reason[];
  features?: ArrayLike<number>;
  /** [predictor][step], deg: what else may be predicted for the steps ahead, in the order of EXPERTS */
  experts?: readonly ArrayLike<number>[] | undefined;
};

/** A step of one's own. */
export function keptStep(step: Step): Step {
  const { features, experts } = step;
  if (!features) return step;
  const ofExperts = experts && { experts: experts.map((one) => Array.from(one)) };
  return { ...step, features: Array.from(features), ...ofExperts };
}

/** The predictors beside the network, in the order of `Step.experts`. */
export const EXPERTS = ['forecast', 'lasting', 'response', 'trend', 'linear', 'persistence'] as const;
type Expert = (typeof EXPERTS)[number];

/** What is left, after each step, of the distance between the steering and what the curvature asks of it. */
export const DISTANCE_KEPT = 0.9;
/** s for which it is told that what was learned of the steering was no car's */
const RESET_TOLD = 5;
const NONE: readonly Reason[] = [];

/** Samples and previews in, steps out: the one place where features are made, for the trainer and for the car. */
export class StepBuilder {
  readonly window: SampleWindow;
  /** absent where the model does not learn as the car drives */
  readonly adaptation?: Adaptation;
  readonly #write: FeatureWriter;
  readonly #features: Float64Array;
  readonly #experts: Record<Expert, Float64Array>;
  /** the same, in the order of EXPERTS */
  readonly #expertList: readonly Float64Array[];
  /** what is given where there are features */
  #step: Step | undefined;
  readonly #stepsOfReset: number;
  /** how many steps are still to tell of it */
  #stepsToTell = 0;

  /** `gain`: deg per 1/100 m, where the car's data sheet gives it; see known-gain. */
  constructor(contract: StepContract, { gain }: { gain?: number | undefined } = {}) {
    this.window = new SampleWindow(contract);
    this.#stepsOfReset = Math.round(RESET_TOLD / contract.dt);
    if (contract.adaptation) this.adaptation = new Adaptation(contract.adaptation, contract, gain);
    this.#write = compileFeatures(contract.featureNames, contract);
    this.#features = new Float64Array(contract.featureNames.length);
    const experts = EXPERTS.map((name) => [name, new Float64Array(contract.horizonSteps)] as const);
    this.#experts = Object.fromEntries(experts) as Record<Expert, Float64Array>; // as: all of them
    this.#expertList = experts.map(([, angles]) => angles);
  }

  /** The step of a sample: from the response as the sample itself leaves it, all else as the one before has left it. */
  push(given: VehicleSample, preview: CurvaturePreview): Step {
    const sample = plausibleOrInvalid(given);
    const follows = this.window.push(sample);
    const { full, samples } = this.window;
    const adapted = this.#adapt(preview.curvature);
    const reasons = this.#reasons(given, { sample, follows, preview });
    if (!full || !preview.curvature) return { sample, reasons };
    const features = this.#features;
    this.#write(samples, preview.curvature, features, 0, adapted);
    if (adapted) writeExperts(samples, adapted, this.#experts);
    const step = (this.#step ??= { sample, reasons, features, experts: adapted && this.#expertList });
    step.sample = sample;
    step.reasons = reasons;
    return step;
  }

  /** Learns from the sample that was pushed last: whoever waits for its step has it by now. */
  learn(): void {
    if (this.window.full) this.adaptation?.learn(this.window.samples);
  }

  #adapt(preview: readonly number[] | undefined): Adapted | undefined {
    const { adaptation } = this;
    if (!adaptation) return undefined;
    if (!this.window.full) {
      adaptation.restart();
      return undefined;
    }
    const { resets } = adaptation.response;
    const adapted = adaptation.predict(this.window.samples, preview);
    if (adaptation.response.resets > resets) this.#stepsToTell = this.#stepsOfReset;
    return adapted;
  }

  #reasons(
    given: VehicleSample,
    { sample, follows, preview }: { sample: VehicleSample; follows: boolean; preview: CurvaturePreview },
  ): readonly Reason[] {
    const own = sample.reasons ?? NONE;
    const isFilling = sample.valid && !this.window.full;
    const isInvalid = !sample.valid && (given.valid || !sample.reasons);
    const isReset = this.#stepsToTell > 0;
    if (isReset) this.#stepsToTell--;
    if (follows && !isFilling && !isInvalid && !isReset && own.length === 0) return preview.reasons;
    const reasons: Reason[] = follows ? [...own] : ['GAP', ...own];
    if (isInvalid) reasons.push('SAMPLE_INVALID');
    if (isFilling) reasons.push('WINDOW_FILLING');
    if (isReset) reasons.push('RESPONSE_RESET');
    reasons.push(...preview.reasons);
    return reasons;
  }
}

function writeExperts(
  window: readonly VehicleSample[],
  adapted: Adapted,
  { forecast, lasting, response, trend, linear, persistence }: Record<Expert, Float64Array>,
): void {
  const { equivalentSteeringDeg: equivalent, forecastChangeDeg, lastingChangeDeg, trendChangeDeg } = adapted;
  const now = window.length - 1;
  const lastDeg = window[now]!.steeringAngleDeg;
  const beforeDeg = window[now - 1]!.steeringAngleDeg;
  let distance = lastDeg - equivalent[now]!;
  for (let k = 0; k < forecast.length; k++) {
    forecast[k] = lastDeg + forecastChangeDeg[k]!;
    lasting[k] = lastDeg + lastingChangeDeg[k]!;
    response[k] = equivalent[now + 1 + k]! + (distance *= DISTANCE_KEPT);
    trend[k] = lastDeg + trendChangeDeg[k]!;
    linear[k] = extrapolated(beforeDeg, lastDeg, k);
    persistence[k] = lastDeg;
  }
}
