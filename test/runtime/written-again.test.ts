/** What is written again at the next step: a builder's steps, the compiled model's answers, and a grid's predictions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../core/step.js';
import type { ModelCard } from '../../core/model-card.js';
import { keptPrediction } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { toPredictions } from '../../runtime/pipeline.js';
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

  it('gives each prediction angles of its own, where the model does not adapt', async () => {
    const angles = new Float64Array(CARD.horizonSteps);
    const predictor: InstantPredictor = { card: CARD, answer: (features) => angles.fill(features[0]!) };
    const predictions = await collect(steps$().pipe(predict(predictor)));
    expect(predictions.map(({ steeringAngleDeg }) => steeringAngleDeg![0])).toEqual(
      Array.from({ length: COUNT }, (_, k) => k),
    );
  });
});

describe('the predictions of interleaved grids', () => {
  const PHASES = 3;
  const STEPS = 120;
  const samples = Array.from({ length: PHASES * STEPS }, (_, i): VehicleSample => {
    const bend = Math.sin(i / 50) + 0.4 * Math.sin(i / 15);
    const time = Math.round((1e6 * i) / (10 * PHASES)) / 1e6;
    return { time, curvature: bend / 100, vEgo: 15, steeringAngleDeg: 38 * bend + 2, valid: true };
  });

  /** As they are when they come, and kept until all have come. */
  async function predictionsOf(some: readonly VehicleSample[], phases: number) {
    const path = join(import.meta.dirname, '../../models/default/card.json');
    const card = JSON.parse(await readFile(path, 'utf8')) as ModelCard; // as: a test holds it
    const predictor = new FakePredictor(() => new Float64Array(card.horizonSteps), { card, batch: 8 });
    return collect(toPredictions(from(some), predictor, { preview: 'hold', phases }).pipe(map(keptPrediction)));
  }

  it('are those of each grid alone, also where several of one wait for those of the others', async () => {
    const together = await predictionsOf(samples, PHASES);
    expect(together).toHaveLength(samples.length);
    expect(new Set(together.map(({ steeringAngleDeg }) => steeringAngleDeg?.[4])).size).toBeGreaterThan(300);
    for (let phase = 0; phase < PHASES; phase++) {
      const isOwn = (_: unknown, k: number) => k % PHASES === phase;
      expect(together.filter(isOwn)).toEqual(await predictionsOf(samples.filter(isOwn), 1));
    }
  });
});
