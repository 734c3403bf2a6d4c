import { afterEach, expect, it, vi } from 'vitest';
import { LONGEST_REHEARSAL, REHEARSED, rehearse } from '../../runtime/rehearse.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { CARD, silentPredictor } from './fake-predictor.js';

/** A clock that goes 0.1 ms further at each look. */
function useClock(): { ms: number } {
  const clock = { ms: 0 };
  vi.spyOn(performance, 'now').mockImplementation(() => (clock.ms += 0.1));
  return clock;
}
afterEach(() => void vi.restoreAllMocks());

it('asks the model again and again, on the way that a frame goes, in four runs', async () => {
  useClock();
  const answer = vi.fn(() => new Array<number>(CARD.horizonSteps).fill(1));
  const predictor: InstantPredictor = { card: CARD, answer };
  const predictions = await rehearse(predictor);
  expect(predictions).toBeGreaterThanOrEqual(REHEARSED);
  const filling = (CARD.historyLength - 1) * Math.round(100 * CARD.dt) + 1; // steps before the windows of a run are full
  expect(predictions - answer.mock.calls.length).toBe(4 * filling);
});

it('ends when its time is up, where the model is slow', async () => {
  const clock = useClock();
  const answer = () => {
    clock.ms += 20;
    return new Array<number>(CARD.horizonSteps).fill(1);
  };
  expect(await rehearse({ card: CARD, answer })).toBeLessThan(REHEARSED);
  expect(clock.ms).toBeGreaterThanOrEqual(LONGEST_REHEARSAL);
  expect(clock.ms).toBeLessThan(1.1 * LONGEST_REHEARSAL);
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
