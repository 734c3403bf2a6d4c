import type { Observable } from 'rxjs';
import type { Preview } from '../core/curvature-preview.js';
import type { Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { predict } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSamples } from './to-samples.js';
import { toSteps } from './to-steps.js';
import { withPreview } from './with-preview.js';

/** The whole way from rows to predictions, at the desk and in the car. */
export function toPredictions(
  rows$: Observable<VehicleSample>,
  predictor: Predictor,
  preview: Preview,
): Observable<Prediction> {
  const { card } = predictor;
  return rows$.pipe(toSamples(card.dt), withPreview(preview, card), toSteps(card), predict(predictor));
}
