import { Observable, type OperatorFunction } from 'rxjs';
import { PairedErrors } from '../core/paired-errors.js';
import { keptPrediction, type Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { Inlet } from './inlet.js';
import type { Models } from './models-in-use.js';
import { predict, type PredictOptions } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSteps } from './to-steps.js';
import type { PreviewedSample } from './with-preview.js';

type Lane = {
  samples$: Inlet<PreviewedSample>;
  /** the oldest sample that it has not answered yet */
  asked: Asked | undefined;
};

/** A sample and whom it was asked, linked to the one after it. */
type Asked = {
  sample: VehicleSample;
  active: Predictor;
  shadow: Predictor | undefined;
  /** numbers of their own: what waits for the other one's answer, or for that of an earlier sample */
  published: Prediction | undefined;
  shadowed: Prediction | undefined;
  next: Asked | undefined;
};

/**
 * Samples of one grid → predictions of the model that is listened to when they come, in their order, whichever turn of
 * the event loop a model answers in. A model in its shadow sees the same samples, so that it has learnt the car when its
 * turn comes. What the first one has learnt of a car means nothing to another, and the probe hears of the first one alone.
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
      /** the oldest sample whose prediction has not been published, and the newest sample */
      let oldest: Asked | undefined;
      let newest: Asked | undefined;
      let isOver = false;

      const open = (predictor: Predictor): Lane => {
        const lane: Lane = { samples$: new Inlet(), asked: undefined };
        lanes.set(predictor, lane);
        const own = predictor === first ? options : { excesses, memory: options.memory?.ofOther(predictor) };
        lane.samples$.pipe(toSteps(predictor.card, own), predict(predictor, own)).subscribe({
          next(prediction) {
            const asked = lane.asked!; // each sample has one answer, in order
            lane.asked = asked.next;
            take(asked, predictor, prediction);
          },
          error: (error) => subscriber.error(error),
          complete: () => isOver && !oldest && subscriber.complete(),
        });
        return lane;
      };
      const ask = (predictor: Predictor, asked: Asked, sample: PreviewedSample): void => {
        const lane = lanes.get(predictor) ?? open(predictor);
        lane.asked ??= asked;
        lane.samples$.next(sample);
      };
      const take = (asked: Asked, predictor: Predictor, prediction: Prediction): void => {
        const isNext = asked === oldest;
        const isActive = asked.active === predictor;
        if (asked.shadow || !isNext) asked[isActive ? 'published' : 'shadowed'] = keptPrediction(prediction);
        if (isNext && isActive) publish(asked, prediction);
        if (asked.published && asked.shadowed) compare(asked, asked.published, asked.shadowed);
        if (prediction.reasons.includes('MODEL_FAULT')) models.failed(predictor);
      };
      /** And those after it that have come already. */
      const publish = (asked: Asked, prediction: Prediction): void => {
        oldest = asked.next;
        subscriber.next(prediction);
        for (; oldest?.published; oldest = oldest.next) subscriber.next(oldest.published);
      };

      return samples$.subscribe({
        next(previewed) {
          const { active, shadow } = models;
          const { sample } = previewed;
          const asked: Asked = { sample, active, shadow, published: undefined, shadowed: undefined, next: undefined };
          if (newest) newest.next = asked;
          newest = asked;
          oldest ??= asked;
          ask(active, asked, previewed);
          if (shadow) ask(shadow, asked, previewed);
          if (lanes.size > (shadow ? 2 : 1)) leave(active, shadow);
        },
        error: (error) => subscriber.error(error),
        complete() {
          isOver = true;
          for (const { samples$ } of lanes.values()) samples$.complete();
          if (lanes.size === 0) subscriber.complete();
        },
      });

      /** The lanes of others end, after what they have been asked. */
      function leave(active: Predictor, shadow: Predictor | undefined): void {
        for (const [predictor, { samples$ }] of lanes) {
          if (predictor === active || predictor === shadow) continue;
          lanes.delete(predictor);
          samples$.complete();
        }
      }

      /** Once both have answered; what was asked before the last change of models says nothing of these. */
      function compare({ sample, active, shadow }: Asked, published: Prediction, shadowed: Prediction): void {
        if (active !== models.active || shadow !== models.shadow) return;
        const follows = sample.valid && !published.reasons.includes('GAP');
        if (!follows || compared !== shadow) errors.restart(); // pairs are those of one order
        compared = shadow;
        const scored = follows ? errors.learn(sample.steeringAngleDeg) : undefined;
        models.scored(scored, errors.ask(published.steeringAngleDeg, shadowed.steeringAngleDeg));
      }
    });
}
