import { lastValueFrom, from, map, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { keptPrediction, type Prediction } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { FakePredictor, makeCard } from './fake-predictor.js';

const HORIZON = { historyLength: 5, horizonSteps: 3, dt: 0.1 };
const ROWS = 200;
const angle = (i: number) => 10 * Math.sin(i / 7);
const samples = Array.from({ length: ROWS }, (_, i): VehicleSample => {
  return { time: i / 10, curvature: 0.01 * Math.sin(i / 7 + 0.2), vEgo: 12, steeringAngleDeg: angle(i), valid: true };
});
const FIRST = HORIZON.historyLength - 1;

let predictions: Prediction[] = [];
beforeAll(async () => {
  const off = (question: number) => [0, 1, 2].map((k) => angle(FIRST + question + k + 1) + 0.5 * (k + 1));
  const predictor = new FakePredictor(off, { card: makeCard(HORIZON) });
  const predictions$ = toPredictions(from(samples), predictor, { preview: 'recorded' });
  predictions = await lastValueFrom(predictions$.pipe(map(keptPrediction), toArray()));
});

/** Discounted mean of |predicted − truth| of step k over the windows whose truth has come by sample `now`. */
function meanError(now: number, k: number, predicted: (i: number) => number): number {
  let [sum, weight] = [0, 0];
  for (let i = FIRST; i + k + 1 <= now; i++) {
    const kept = Math.exp((-0.1 / 30) * (now - (i + k + 1)));
    sum += kept * Math.abs(predicted(i) - angle(i + k + 1));
    weight += kept;
  }
  return sum / weight;
}

describe('the errors of a run', () => {
  it('come once a second, from what was published and driven before', () => {
    const published = predictions.flatMap(({ errors }, now) => (errors ? [{ now, errors }] : []));
    expect(published.length).toBe(Math.floor((ROWS - 1 - FIRST - HORIZON.horizonSteps) / 10));
    for (const { now, errors } of published) {
      expect(Object.keys(errors.mae)).toEqual(['model', 'persistence', 'linear', 'bicycle']);
      expect(errors.truths).toBe(now - 1 - FIRST - HORIZON.horizonSteps + 1);
      expect(errors.coverage).toBeUndefined();
      for (let k = 0; k < HORIZON.horizonSteps; k++) {
        expect(errors.mae.model![k]).toBeCloseTo(0.5 * (k + 1), 5);
        expect(errors.mae.persistence![k]).toBeCloseTo(meanError(now - 1, k, angle), 9);
        const linear = (i: number) => angle(i) + (k + 1) * (angle(i) - angle(i - 1));
        expect(errors.mae.linear![k]).toBeCloseTo(meanError(now - 1, k, linear), 9);
      }
    }
  });

  it('are in the JSON lines, rounded as angles are', async () => {
    const { JSON_LINES } = await import('../../runtime/prediction-lines.js');
    const with_ = predictions.find(({ errors }) => errors)!;
    const line = JSON.parse(JSON_LINES.line(with_)) as { errors: { mae: Record<string, number[]> } }; // as: checked below
    expect(line.errors.mae.model).toEqual([0.5, 1, 1.5]);
    const without = predictions.find(({ errors }) => !errors)!;
    expect(JSON_LINES.line(without)).not.toContain('errors');
  });
});
