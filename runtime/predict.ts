import { defer, map, type OperatorFunction } from 'rxjs';
import { isOutOfRange, type FeatureRanges } from '../core/feature-ranges.js';
import type { Prediction, Reason } from '../core/prediction.js';
import type { Step } from '../core/step.js';
import { carriesAngles, Validity } from '../core/validity.js';
import { mapInOrder } from './map-in-order.js';
import type { Predictor } from './predictor.js';

/** Inferences asked at once: they share one turn of the event loop, which costs a third of an inference. */
const AHEAD = 32;

/**
 * Steps → predictions, one for each, in order. A step that comes while inferences are in flight waits its turn: a
 * replay leaves nothing out.
 */
export function predict(predictor: Predictor): OperatorFunction<Step, Prediction> {
  const { featureNames, ranges } = predictor.card;
  const limits = featureNames.map((name) => ranges[name]!);
  return (steps$) =>
    defer(() => {
      const validity = new Validity();
      return steps$.pipe(
        mapInOrder((step) => ask(predictor, step, limits), AHEAD),
        map(({ time, angles, reasons }) => {
          const prediction: Prediction = { time, ...validity.next(reasons) };
          if (angles && carriesAngles(prediction.state)) prediction.steeringAngleDeg = angles;
          return prediction;
        }),
      );
    });
}

type Answer = { time: number; angles?: Float32Array; reasons: readonly Reason[] };

async function ask(predictor: Predictor, { sample, features, reasons }: Step, limits: FeatureRanges): Promise<Answer> {
  const { time } = sample;
  if (!features) return { time, reasons };
  const angles = await predictor.predict(features).catch(() => undefined);
  // What goes wrong inside the model is a state of the output, as a fault of the bus is.
  if (!angles?.every(Number.isFinite)) return { time, reasons: [...reasons, 'MODEL_FAULT'] };
  return { time, angles, reasons: isOutOfRange(features, limits) ? [...reasons, 'OUT_OF_RANGE'] : reasons };
}
