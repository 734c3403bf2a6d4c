import { defer, map, type OperatorFunction } from 'rxjs';
import { allFinite } from '../core/all-finite.js';
import { isOutOfRange, type FeatureRanges } from '../core/feature-ranges.js';
import { NoveltyMeter } from '../core/novelty.js';
import type { Prediction, Reason } from '../core/prediction.js';
import type { StageProbe } from '../core/stage-probe.js';
import { keptStep, type Step } from '../core/step.js';
import { carriesAngles, Validity } from '../core/validity.js';
import { isBeyondSteering } from '../core/vehicle-sample.js';
import type { CarMemory } from './car-memory.js';
import { LiveErrorMeter, type Answered } from './live-errors.js';
import { mapThen } from './map-then.js';
import { mapWaiting } from './map-waiting.js';
import type { Predictor, WaitingPredictor } from './predictor.js';
import type { RangeExcess } from './range-excess.js';
import type { RangeExcesses } from './range-excesses.js';
import { networkAlone, newWeighing, truthOf, WeighWithExperts, type Weighed } from './weigh.js';

export type PredictOptions = {
  memory?: CarMemory | undefined;
  probe?: StageProbe | undefined;
  /** hears of every step that is OUT_OF_RANGE, those of a model in its shadow among them */
  excesses?: RangeExcesses | undefined;
};

/**
 * Steps → predictions, one for each, in order; no step is ever skipped.
 *
 * The compiled model answers before it returns: a step's prediction leaves in the turn of the event loop in which its
 * frame came, and no step can come while an inference is under way. ONNX Runtime answers in a later turn: steps that
 * come meanwhile wait, and are asked together in the next run, which takes a tenth longer for each of them, so that the
 * newest is never held up by those before it, and the replay of a session has nothing to leave out.
 */
export function predict(
  predictor: Predictor,
  { memory, probe, excesses }: PredictOptions = {},
): OperatorFunction<Step, Prediction> {
  const { featureNames, ranges, novelty, adaptation, horizonSteps } = predictor.card;
  const limits = featureNames.map((name) => ranges[name]!);
  const excess = excesses?.of(predictor.card);
  return (steps$) =>
    defer(() => {
      const meter = novelty && new NoveltyMeter(novelty);
      const validity = new Validity();
      const errors = new LiveErrorMeter(predictor.card);
      const weighing = adaptation && newWeighing(horizonSteps);
      if (weighing) memory?.begin('weighing', weighing);
      const weigh = weighing ? new WeighWithExperts(weighing) : networkAlone(predictor.card);
      let weighed: Weighed;
      const answer = ({ step, angles: network }: Answered): Prediction => {
        probe?.('inference');
        weighed = weigh.weigh(step, network);
        const { angles, interval } = weighed;
        const { state, reasons } = validity.next(reasonsOf(step, angles, { limits, meter, excess }));
        const isGiven = angles !== undefined && carriesAngles(state);
        const { time, ages } = step.sample;
        // all at once: what is added to an object later lies in a second one
        const prediction: Prediction = {
          time,
          state,
          reasons,
          inputAge: ages && Math.max(ages.curvature, ages.vEgo, ages.steeringAngleDeg),
          steeringAngleDeg: isGiven ? angles : undefined,
          lower: isGiven ? interval?.lower : undefined,
          upper: isGiven ? interval?.upper : undefined,
          errors: errors.next(),
        };
        probe?.('weigh');
        return prediction;
      };
      const learn = (answered: Answered) => {
        const truth = truthOf(answered.step);
        errors.learn(truth, answered, weighed);
        weigh.learn(truth, weighed);
      };
      return steps$.pipe(askModel(predictor), mapThen(answer, learn));
    });
}

function askModel(predictor: Predictor): OperatorFunction<Step, Answered> {
  if (!('answer' in predictor)) {
    return (steps$) =>
      steps$.pipe(
        map(keptStep),
        mapWaiting((steps) => askAll(predictor, steps), predictor.batch),
      );
  }
  return (steps$) =>
    defer(() => {
      let answered: Answered | undefined;
      return steps$.pipe(
        map((step) => {
          const angles = step.features && predictor.answer(step.features);
          answered ??= { step, angles };
          answered.step = step;
          answered.angles = angles;
          return answered;
        }),
      );
    });
}

async function askAll(predictor: WaitingPredictor, steps: readonly Step[]): Promise<Answered[]> {
  const asked = steps.flatMap(({ features }) => (features ? [features] : []));
  // What goes wrong inside the model is a state of the output, as a fault of the bus is.
  const answers = asked.length > 0 ? await answersOf(predictor, asked) : [];
  let next = 0;
  return steps.map((step) => (step.features ? { step, angles: answers[next++] } : { step }));
}

/** A call that failed is made again step by step, so that a step fails by itself alone, as it would in the car. */
async function answersOf(
  predictor: WaitingPredictor,
  asked: readonly ArrayLike<number>[],
): Promise<readonly (ArrayLike<number> | undefined)[]> {
  try {
    return await predictor.predict(asked);
  } catch {
    if (asked.length === 1) return []; // the predictor has told why
    const answers: (ArrayLike<number> | undefined)[] = [];
    for (const features of asked) answers.push((await answersOf(predictor, [features]))[0]);
    return answers;
  }
}

type Familiar = { limits: FeatureRanges; meter: NoveltyMeter | undefined; excess: RangeExcess | undefined };

function reasonsOf(
  { features, reasons }: Step,
  angles: ArrayLike<number> | undefined,
  { limits, meter, excess }: Familiar,
): readonly Reason[] {
  if (!features) return reasons;
  if (!angles || !allFinite(angles) || isBeyondSteering(angles)) return [...reasons, 'MODEL_FAULT'];
  const isOutside = isOutOfRange(features, limits);
  if (isOutside) excess?.add(features);
  const isNovel = meter?.isNovel(features);
  if (!isOutside && !isNovel) return reasons;
  return [
    ...reasons,
    ...(isOutside ? (['OUT_OF_RANGE'] as const) : []),
    ...(isNovel ? (['OUT_OF_DISTRIBUTION'] as const) : []),
  ];
}
