import type { Observable } from 'rxjs';
import { phaseOf } from '../can/vehicle/phased-sampler.js';
import type { PreviewSource } from '../core/curvature-preview.js';
import type { Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { inPhases } from './in-phases.js';
import { predict } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSamples } from './to-samples.js';
import { toSteps } from './to-steps.js';
import { withPreview } from './with-preview.js';

/** The whole way from rows of a drive to predictions. */
export function toPredictions(
  rows$: Observable<VehicleSample>,
  predictor: Predictor,
  preview: PreviewSource,
): Observable<Prediction> {
  return sampledToPredictions(rows$.pipe(toSamples(predictor.card.dt)), predictor, { preview, phases: 1 });
}

/** The way from samples that are on the grid, or on `phases` interleaved ones: at the desk and in the car. */
export function sampledToPredictions(
  samples$: Observable<VehicleSample>,
  predictor: Predictor,
  { preview, phases }: { preview: PreviewSource; phases: number },
): Observable<Prediction> {
  const { card } = predictor;
  return samples$.pipe(
    inPhases(
      phases,
      (sample) => phaseOf(sample, { dt: card.dt, phases }),
      (grid$: Observable<VehicleSample>) => grid$.pipe(withPreview(preview, card), toSteps(card), predict(predictor)),
    ),
  );
}
