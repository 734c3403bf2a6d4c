import { Observable, type OperatorFunction } from 'rxjs';
import { PairedErrors } from '../core/paired-errors.js';
import type { Prediction } from '../core/prediction.js';
import { Inlet } from './inlet.js';
import type { Models } from './models-in-use.js';
import { predict, type PredictOptions } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSteps } from './to-steps.js';
import type { PreviewedSample } from './with-preview.js';

type Lane = { samples$: Inlet<PreviewedSample>; last: Prediction | undefined };

/**
 * Samples of one grid → predictions of the model that is listened to when they come. A model in its shadow sees the same
 * samples, so that it has learnt the car when its turn comes. What the first one has learnt of a car means nothing to
 * another, and the probe hears of the first one alone.
 */
export function predictInTurn(
  models: Models,
  options: PredictOptions = {},
): OperatorFunction<PreviewedSample, Prediction> {
  return (samples$) =>
    new Observable((subscriber) => {
      const { excesses } = options;
      const lanes = new Map<Predictor, Lane>();
      const first = models.active;
      const errors = new PairedErrors(models.active.card.horizonSteps);
      let compared: Predictor | undefined;

      const open = (predictor: Predictor): Lane => {
        const lane: Lane = { samples$: new Inlet(), last: undefined };
        lanes.set(predictor, lane);
        const own = predictor === first ? options : { excesses, memory: options.memory?.ofOther(predictor) };
        lane.samples$.pipe(toSteps(predictor.card, own), predict(predictor, own)).subscribe({
          next(prediction) {
            lane.last = prediction;
            if (predictor !== models.active) return;
            subscriber.next(prediction);
            if (prediction.reasons.includes('MODEL_FAULT')) models.failed();
          },
          error: (error) => subscriber.error(error),
          complete: () => predictor === models.active && subscriber.complete(),
        });
        return lane;
      };
      const ask = (predictor: Predictor, sample: PreviewedSample): Prediction | undefined => {
        const lane = lanes.get(predictor) ?? open(predictor);
        lane.last = undefined;
        lane.samples$.next(sample);
        return lane.last;
      };

      return samples$.subscribe({
        next(sample) {
          const { active, shadow } = models;
          const published = ask(active, sample);
          if (shadow) compare(sample, published, ask(shadow, sample));
          else if (lanes.size > 1)
            for (const predictor of lanes.keys()) if (predictor !== active) lanes.delete(predictor);
        },
        error: (error) => subscriber.error(error),
        complete() {
          for (const { samples$ } of lanes.values()) samples$.complete();
          if (lanes.size === 0) subscriber.complete();
        },
      });

      function compare({ sample }: PreviewedSample, published?: Prediction, shadowed?: Prediction): void {
        const follows = sample.valid && published?.reasons.includes('GAP') === false;
        if (!follows || compared !== models.active) errors.restart(); // pairs are those of one order
        compared = models.active;
        const scored = follows ? errors.learn(sample.steeringAngleDeg) : undefined;
        models.scored(scored, errors.ask(published?.steeringAngleDeg, shadowed?.steeringAngleDeg));
      }
    });
}
