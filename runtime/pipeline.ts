import type { Observable } from 'rxjs';
import type { PreviewSource } from '../core/curvature-preview.js';
import type { Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { predict } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSteps } from './to-steps.js';
import { withPreview } from './with-preview.js';

/** The whole way from samples on the grid of the model's step to predictions, at the desk and in the car. */
export function toPredictions(
  samples$: Observable<VehicleSample>,
  predictor: Predictor,
  preview: PreviewSource,
): Observable<Prediction> {
  const { card } = predictor;
  return samples$.pipe(withPreview(preview, card), toSteps(card), predict(predictor));
}
