import type { CurvaturePreview } from './curvature-preview.js';
import { compileFeatures, type FeatureWriter, type Horizon } from './features.js';
import type { Reason } from './prediction.js';
import { SampleWindow } from './sample-window.js';
import { plausibleOrInvalid, type VehicleSample } from './vehicle-sample.js';

/** What a model is asked, the same for trainer and car: which features, over which past and future, at which step. */
export type StepContract = Horizon & { dt: number; featureNames: readonly string[] };

/** One step of the grid: its features, or the reasons why there are none. `sample` is now, i−1. */
export type Step = { sample: VehicleSample; reasons: readonly Reason[]; features?: Float64Array };

/** Samples and previews in, steps out: the one place where features are made, for the trainer and for the car. */
export class StepBuilder {
  readonly window: SampleWindow;
  readonly #write: FeatureWriter;
  readonly #width: number;

  constructor(contract: StepContract) {
    this.window = new SampleWindow(contract);
    this.#write = compileFeatures(contract.featureNames, contract);
    this.#width = contract.featureNames.length;
  }

  push(given: VehicleSample, preview: CurvaturePreview): Step {
    const sample = plausibleOrInvalid(given);
    const follows = this.window.push(sample);
    const reasons: Reason[] = [];
    if (!follows) reasons.push('GAP');
    reasons.push(...(sample.reasons ?? []));
    if (!sample.valid && (given.valid || !sample.reasons)) reasons.push('SAMPLE_INVALID');
    if (sample.valid && !this.window.full) reasons.push('WINDOW_FILLING');
    reasons.push(...preview.reasons);
    if (!this.window.full || !preview.curvature) return { sample, reasons };
    const features = new Float64Array(this.#width);
    this.#write(this.window.samples, preview.curvature, features, 0);
    return { sample, reasons, features };
  }
}
