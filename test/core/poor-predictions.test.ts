import { describe, expect, it } from 'vitest';
import { PoorPredictions } from '../../core/poor-predictions.js';

/** How many of the scores were poor. */
const count = (poor: PoorPredictions, scores: number, maeDeg: number): number =>
  Array.from({ length: scores }, () => poor.next(maeDeg)).filter(Boolean).length;

describe('PoorPredictions', () => {
  it('finds none where the error is what is usual', () => {
    expect(count(new PoorPredictions(), 600, 2)).toBe(0);
  });

  it('finds errors well above what is usual, until they are usual themselves', () => {
    const poor = new PoorPredictions();
    count(poor, 600, 0.5);
    expect(poor.next(1)).toBe(true);
    const minutes = count(poor, 3600, 1) / 60;
    expect(minutes).toBeGreaterThan(2);
    expect(minutes).toBeLessThan(20);
  });

  it('does not call poor what nobody would notice, nor what is no number', () => {
    const poor = new PoorPredictions();
    count(poor, 600, 0.01);
    expect(count(poor, 10, 0.45)).toBe(0);
    expect(poor.next(NaN)).toBe(false);
    expect(poor.next(1)).toBe(true);
  });
});
