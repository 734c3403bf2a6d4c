import type { Observable } from 'rxjs';
import { phaseOf } from '../can/vehicle/grid-clock.js';
import type { Preview } from '../core/curvature-preview.js';
import { keptPrediction, type Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { inPhases } from './in-phases.js';
import { oneModel, type Models } from './models-in-use.js';
import { predictInTurn } from './predict-in-turn.js';
import type { PredictOptions } from './predict.js';
import type { Predictor } from './predictor.js';
import { withPreview } from './with-preview.js';

/** Those of the prediction are of the first model. */
export type PipelineOptions = PredictOptions & { preview: Preview; phases?: number };

/**
 * The whole way from samples on the grid of the model's step, or on `phases` interleaved ones, to predictions: at the
 * desk and in the car.
 */
export const toPredictions = (samples$: Observable<VehicleSample>, predictor: Predictor, options: PipelineOptions) =>
  toPredictionsInTurn(samples$, oneModel(predictor), options);

/** The same, of whichever model is listened to at the time. */
export function toPredictionsInTurn(
  samples$: Observable<VehicleSample>,
  models: Models,
  { preview, phases = 1, ...more }: PipelineOptions,
): Observable<Prediction> {
  const { card } = models.active;
  return samples$.pipe(
    inPhases(phases, {
      phaseOf: (sample) => phaseOf(sample, { dt: card.dt, phases }),
      operator: (grid$: Observable<VehicleSample>) =>
        grid$.pipe(withPreview(preview, card), predictInTurn(models, more)),
      keep: keptPrediction,
    }),
  );
}
