import { Observable, type OperatorFunction } from 'rxjs';
import { PairedErrors } from '../core/paired-errors.js';
import { keptPrediction, type Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { Inlet } from './inlet.js';
import type { Models } from './models-in-use.js';
import { ShortQueue } from './short-queue.js';
import { predict, type PredictOptions } from './predict.js';
import type { Predictor } from './predictor.js';
import { toSteps } from './to-steps.js';
import type { PreviewedSample } from './with-preview.js';

type Lane = {
  samples$: Inlet<PreviewedSample>;
  /** what it has not answered yet, oldest first */
  asked: ShortQueue<Asked>;
};

/**
 * A sample and whom it was asked. One that a model has answered at once is written again for the next sample; and none
 * points to the next, or an old one would keep all that come after it from being collected.
 */
type Asked = {
  sample: VehicleSample;
  active: Predictor;
  shadow: Predictor | undefined;
  /** numbers of their own: what waits for the other one's answer, or for that of an earlier sample */
  published: Prediction | undefined;
  shadowed: Prediction | undefined;
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
      /** those whose prediction has not been published, oldest first, and one that is free again */
      const waiting = new ShortQueue<Asked>();
      let free: Asked | undefined;
      let isOver = false;

      const open = (predictor: Predictor): Lane => {
        const lane: Lane = { samples$: new Inlet(), asked: new ShortQueue() };
        lanes.set(predictor, lane);
        const own = predictor === first ? options : { excesses, memory: options.memory?.ofOther(predictor) };
        lane.samples$.pipe(toSteps(predictor.card, own), predict(predictor, own)).subscribe({
          next(prediction) {
            take(lane.asked.shift()!, predictor, prediction); // each sample has one answer, in order
          },
          error: (error) => subscriber.error(error),
          complete: () => isOver && !waiting.first && subscriber.complete(),
        });
        return lane;
      };
      const ask = (predictor: Predictor, asked: Asked, sample: PreviewedSample): void => {
        const lane = lanes.get(predictor) ?? open(predictor);
        lane.asked.push(asked);
        lane.samples$.next(sample);
      };
      const take = (asked: Asked, predictor: Predictor, prediction: Prediction): void => {
        const isNext = asked === waiting.first;
        const isActive = asked.active === predictor;
        if (asked.shadow || !isNext) asked[isActive ? 'published' : 'shadowed'] = keptPrediction(prediction);
        if (isNext && isActive) publish(prediction);
        if (asked.published && asked.shadowed) compare(asked, asked.published, asked.shadowed);
        if (prediction.reasons.includes('MODEL_FAULT')) models.failed(predictor);
        if (isNext && !asked.shadow) free = asked;
      };
      /** And those after it that have come already. */
      const publish = (prediction: Prediction): void => {
        waiting.shift();
        subscriber.next(prediction);
        for (; waiting.first?.published; waiting.shift()) subscriber.next(waiting.first.published);
      };

      return samples$.subscribe({
        next(previewed) {
          const { active, shadow } = models;
          const { sample } = previewed;
          const asked: Asked = free ?? { sample, active, shadow, published: undefined, shadowed: undefined };
          free = undefined;
          asked.sample = sample;
          asked.active = active;
          asked.shadow = shadow;
          waiting.push(asked);
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
