import { describe, expect, it } from 'vitest';
import { PoorPredictions } from '../../core/poor-predictions.js';

const HORIZON = { dt: 0.1, horizonSteps: 5 };
const STILL = [0, 0, 0, 0, 0];

/** Steering that holds still, predicted `offDeg` off; how many of the steps were poor. */
function drive(poor: PoorPredictions, steps: number, offDeg: number): number {
  let count = 0;
  for (let s = 0; s < steps; s++)
    if (
      poor.next(
        0,
        STILL.map(() => offDeg),
      )
    )
      count++;
  return count;
}

describe('PoorPredictions', () => {
  it('finds none where the error is what is usual', () => {
    const poor = new PoorPredictions(HORIZON);
    expect(drive(poor, 600, 0.4)).toBe(0);
    expect(drive(poor, 600, 0.9)).toBe(0);
  });

  it('finds errors far above what is usual, within a second', () => {
    const poor = new PoorPredictions(HORIZON);
    drive(poor, 600, 0.4);
    expect(drive(poor, 10, 10)).toBeGreaterThan(5);
  });

  it('does not call poor what nobody would notice', () => {
    const poor = new PoorPredictions(HORIZON);
    drive(poor, 600, 0.01);
    expect(drive(poor, 100, 0.9)).toBe(0);
  });

  it('scores nothing where nothing was predicted, nor across a restart', () => {
    const poor = new PoorPredictions(HORIZON);
    drive(poor, 600, 0.1);
    poor.restart();
    expect(poor.next(100, undefined)).toBe(false);
    expect(poor.next(200, undefined)).toBe(false);
  });
});
