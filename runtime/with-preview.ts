import { concat, defer, from, map, mergeMap, type OperatorFunction } from 'rxjs';
import { holdPreview, recordedPreview, type CurvaturePreview, type Preview } from '../core/curvature-preview.js';
import { Lookahead } from '../core/lookahead.js';
import type { StepContract } from '../core/step.js';
import { plausibleOrInvalid, type VehicleSample } from '../core/vehicle-sample.js';

/** Of `hold` and of a map it is written again at the next sample. */
export type PreviewedSample = { sample: VehicleSample; preview: CurvaturePreview };

/** Adds the curvature of the next steps. `recorded` holds each sample back until its future has been read. */
export function withPreview(
  source: Preview,
  contract: Pick<StepContract, 'dt' | 'horizonSteps'>,
): OperatorFunction<VehicleSample, PreviewedSample> {
  const { horizonSteps } = contract;
  if (source !== 'recorded') {
    return (samples$) =>
      defer(() => {
        const previewOf = source === 'hold' ? holdPreview(horizonSteps) : source.start();
        let previewed: PreviewedSample | undefined;
        const next = (sample: VehicleSample): PreviewedSample => {
          const preview = previewOf(plausibleOrInvalid(sample));
          previewed ??= { sample, preview };
          previewed.sample = sample;
          previewed.preview = preview;
          return previewed;
        };
        return samples$.pipe(map(next));
      });
  }
  return (samples$) =>
    defer(() => {
      const lookahead = new Lookahead(contract);
      const aheads$ = samples$.pipe(mergeMap((sample) => lookahead.push(sample)));
      const rest$ = defer(() => from(lookahead.flush()));
      return concat(aheads$, rest$).pipe(
        map((ahead) => ({ sample: ahead.sample, preview: recordedPreview(ahead, horizonSteps) })),
      );
    });
}
