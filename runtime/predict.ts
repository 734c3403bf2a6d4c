import { defer, type OperatorFunction } from 'rxjs';
import { isOutOfRange, type FeatureRanges } from '../core/feature-ranges.js';
import type { Prediction, Reason } from '../core/prediction.js';
import type { Step } from '../core/step.js';
import { carriesAngles, Validity } from '../core/validity.js';
import { mapInOrder } from './map-in-order.js';
import type { Predictor } from './predictor.js';

/**
 * Steps → predictions, one for each, in order. A step that comes while an inference is in flight waits its turn:
 * a replay leaves nothing out.
 */
export function predict(predictor: Predictor): OperatorFunction<Step, Prediction> {
  const { featureNames, ranges } = predictor.card;
  const limits = featureNames.map((name) => ranges[name]!);
  return (steps$) =>
    defer(() => {
      const validity = new Validity();
      return steps$.pipe(
        mapInOrder(async (step) => {
          const { angles, reasons } = await ask(predictor, step, limits);
          const verdict = validity.next(reasons);
          const prediction: Prediction = { time: step.sample.time, ...verdict };
          if (angles && carriesAngles(verdict.state)) prediction.steeringAngleDeg = angles;
          return prediction;
        }),
      );
    });
}

type Answer = { angles?: Float32Array; reasons: readonly Reason[] };

async function ask(predictor: Predictor, { features, reasons }: Step, limits: FeatureRanges): Promise<Answer> {
  if (!features) return { reasons };
  const angles = await predictor.predict(features).catch(() => undefined);
  // What goes wrong inside the model is a state of the output, as a fault of the bus is.
  if (!angles?.every(Number.isFinite)) return { reasons: [...reasons, 'MODEL_FAULT'] };
  return { angles, reasons: isOutOfRange(features, limits) ? [...reasons, 'OUT_OF_RANGE'] : reasons };
}
