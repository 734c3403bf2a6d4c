import { expect, it, vi } from 'vitest';
import { REHEARSAL, rehearse } from '../../runtime/rehearse.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { CARD, silentPredictor } from './fake-predictor.js';

it('asks the model again and again, on the way that a frame goes, until its time is up', async () => {
  const answer = vi.fn(() => new Array<number>(CARD.horizonSteps).fill(1));
  const predictor: InstantPredictor = { card: CARD, answer };
  const begin = performance.now();
  const predictions = await rehearse(predictor);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(REHEARSAL);
  const filling = CARD.historyLength * Math.round(100 * CARD.dt); // steps before the windows are full
  expect(answer.mock.calls.length).toBeGreaterThan(0);
  expect(predictions).toBeGreaterThanOrEqual(answer.mock.calls.length);
  expect(predictions - answer.mock.calls.length).toBeLessThanOrEqual(filling);
});

it('gives way to the car’s frames many times, and is made of nothing where it is over', async () => {
  const predictor: InstantPredictor = { card: CARD, answer: () => new Array<number>(CARD.horizonSteps).fill(1) };
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await rehearse(predictor);
  expect(turns).toBeGreaterThan(10);
  isOver = true;
  expect(await rehearse(predictor, () => isOver)).toBe(0);
});

it('does not wait for a model that answers later', async () => {
  expect(await rehearse(silentPredictor())).toBe(0);
});
