import { expect, it, vi } from 'vitest';
import { LONGEST, REHEARSED, rehearse } from '../../runtime/rehearse.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { CARD, silentPredictor } from './fake-predictor.js';

it('asks the model again and again, on the way that a frame goes, in two runs', async () => {
  const answer = vi.fn(() => new Array<number>(CARD.horizonSteps).fill(1));
  const predictor: InstantPredictor = { card: CARD, answer };
  const predictions = await rehearse(predictor);
  expect(predictions).toBeGreaterThanOrEqual(REHEARSED);
  const filling = 2 * CARD.historyLength * Math.round(100 * CARD.dt); // steps before the windows are full
  expect(answer.mock.calls.length).toBeGreaterThan(REHEARSED - filling);
  expect(predictions - answer.mock.calls.length).toBeLessThanOrEqual(filling);
});

it('ends when its time is up, where the model is slow', async () => {
  const answer = () => {
    for (const due = performance.now() + 20; performance.now() < due;);
    return new Array<number>(CARD.horizonSteps).fill(1);
  };
  const begin = performance.now();
  expect(await rehearse({ card: CARD, answer })).toBeLessThan(REHEARSED);
  const took = performance.now() - begin;
  expect(took).toBeGreaterThanOrEqual(LONGEST);
  expect(took).toBeLessThan(2 * LONGEST);
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
