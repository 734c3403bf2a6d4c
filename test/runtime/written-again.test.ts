/** Steps and answers whose numbers are written again at the next step, as the builder's and the compiled model's are. */
import { from, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../core/step.js';
import { predict } from '../../runtime/predict.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { CARD, FakePredictor } from './fake-predictor.js';
import { makeRow } from './make-rows.js';
import { collect } from './operator-contract.js';

const COUNT = 40;

/** The first feature says which step it is, until the next one comes. */
function steps$() {
  const features = new Float64Array(CARD.featureNames.length);
  return from(Array.from({ length: COUNT }, (_, k) => k)).pipe(
    map((k): Step => ({ sample: makeRow(k), reasons: [], features: features.fill(k) })),
  );
}

describe('predict', () => {
  it('keeps the numbers of the steps that wait for a model that answers later', async () => {
    const predictor = new FakePredictor(() => [1, 2, 3], { batch: 8 });
    await collect(steps$().pipe(predict(predictor)));
    expect(predictor.asked.map(([first]) => first)).toEqual(Array.from({ length: COUNT }, (_, k) => k));
  });

  it('gives each prediction angles of its own', async () => {
    const angles = new Float64Array(CARD.horizonSteps);
    const predictor: InstantPredictor = { card: CARD, answer: (features) => angles.fill(features[0]!) };
    const predictions = await collect(steps$().pipe(predict(predictor)));
    expect(predictions.map(({ steeringAngleDeg }) => steeringAngleDeg![0])).toEqual(
      Array.from({ length: COUNT }, (_, k) => k),
    );
  });
});
