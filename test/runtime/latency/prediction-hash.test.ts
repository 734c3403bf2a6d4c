import { expect, it } from 'vitest';
import type { Prediction } from '../../../core/prediction.js';
import { hashOf } from '../../../runtime/latency/prediction-hash.js';

const PREDICTION: Prediction = {
  time: 1.5,
  state: 'DEGRADED',
  reasons: ['PREVIEW_HELD'],
  inputAge: 0.02,
  steeringAngleDeg: [1, 2, 3, 4, 5],
  lower: [0, 1, 2, 3, 4],
  upper: [2, 3, 4, 5, 6],
  errors: { truths: 10, mae: { model: [0.1, 0.2], linear: [0.3, 0.4] }, coverage: [0.8, 0.7] },
};

it('is the same for the same, and another one for each thing that is published', () => {
  const others: Partial<Prediction>[] = [
    { time: 1.6 },
    { state: 'VALID' },
    { reasons: ['OFF_MAP'] },
    { inputAge: 0.03 },
    { steeringAngleDeg: [1, 2, 3, 4, 5.000001] },
    { lower: [0, 1, 2, 3, 4.5] },
    { upper: [2, 3, 4, 5, 6.5] },
    { errors: { ...PREDICTION.errors!, truths: 11 } },
    { errors: { ...PREDICTION.errors!, mae: { model: [0.1, 0.2], linear: [0.3, 0.5] } } },
    { errors: { ...PREDICTION.errors!, coverage: [0.8, 0.8] } },
  ];
  const without = { ...PREDICTION };
  delete without.steeringAngleDeg;
  const hashes = [PREDICTION, without, ...others.map((other) => ({ ...PREDICTION, ...other }))].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf(structuredClone(PREDICTION))).toBe(hashes[0]);
});
