import type { Observable } from 'rxjs';
import { phaseOf } from '../can/vehicle/phased-sampler.js';
import type { Preview } from '../core/curvature-preview.js';
import type { Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { CarMemory } from './car-memory.js';
import { inPhases } from './in-phases.js';
import { predict } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSteps } from './to-steps.js';
import { withPreview } from './with-preview.js';

/**
 * The whole way from samples on the grid of the model's step, or on `phases` interleaved ones, to predictions: at the
 * desk and in the car.
 */
export function toPredictions(
  samples$: Observable<VehicleSample>,
  predictor: Predictor,
  { preview, phases = 1, memory }: { preview: Preview; phases?: number; memory?: CarMemory | undefined },
): Observable<Prediction> {
  const { card } = predictor;
  return samples$.pipe(
    inPhases(
      phases,
      (sample) => phaseOf(sample, { dt: card.dt, phases }),
      (grid$: Observable<VehicleSample>) =>
        grid$.pipe(withPreview(preview, card), toSteps(card, memory), predict(predictor, memory)),
    ),
  );
}
