import { describe, expect, it } from 'vitest';
import { ChangeForecast, ROAD_AND_STEERING } from '../../core/change-forecast.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

const HORIZON = { historyLength: 5, horizonSteps: 5 };
const N = ROAD_AND_STEERING.count(HORIZON);
const zeroPrior = {
  weights: Array.from({ length: 5 }, () => new Array<number>(N).fill(0)),
  precision: Array.from({ length: N * N }, (_, at) => (at % (N + 1) === 0 ? 0.01 : 0)),
};

/** Steering that follows its equivalent two steps later, so that the next two steps are known from it. */
const equivalentAt = (i: number) => 8 * Math.sin(i / 7) + 4 * Math.sin(i / 3.1);
const sampleAt = (i: number): VehicleSample => ({
  time: i / 10,
  curvature: 0,
  vEgo: 10,
  steeringAngleDeg: equivalentAt(i - 2),
  valid: true,
});

/** Windows ending at sample `now`, and the equivalent steering from the window's first sample on. */
const at = (now: number) => ({
  window: Array.from({ length: 5 }, (_, k) => sampleAt(now - 4 + k)),
  equivalent: Float64Array.from({ length: 10 }, (_, k) => equivalentAt(now - 4 + k)),
});

function worstError(forecast: ChangeForecast, from: number, to: number): number {
  const out = new Float64Array(5);
  let worst = 0;
  for (let now = from; now < to; now++) {
    const { window, equivalent } = at(now);
    forecast.forecast(window, equivalent, out);
    forecast.learn(window);
    for (let k = 0; k < 5; k++) {
      const change = sampleAt(now + 1 + k).steeringAngleDeg - sampleAt(now).steeringAngleDeg;
      worst = Math.max(worst, Math.abs(out[k]! - change));
    }
  }
  return worst;
}

describe('ChangeForecast', () => {
  it('learns, as the car drives, how its steering follows', () => {
    const forecast = new ChangeForecast(ROAD_AND_STEERING, zeroPrior, HORIZON);
    expect(worstError(forecast, 0, 20)).toBeGreaterThan(5);
    worstError(forecast, 20, 600);
    expect(worstError(forecast, 600, 700)).toBeLessThan(0.5);
  });

  it('learns nothing across a restart, nor from steps whose curvature ahead was not known', () => {
    const forecast = new ChangeForecast(ROAD_AND_STEERING, zeroPrior, HORIZON);
    const out = new Float64Array(5);
    for (let now = 0; now < 200; now++) {
      if (now % 4 === 0) forecast.restart(); // never five samples on end: no truth is whole
      const { window, equivalent } = at(now);
      forecast.forecast(window, equivalent, out);
      forecast.learn(window);
    }
    expect([...out]).toEqual([0, 0, 0, 0, 0]);
    forecast.restart();
    for (let now = 200; now < 400; now++) {
      forecast.forecast(at(now).window, undefined, out);
      forecast.learn(at(now).window);
    }
    const { window, equivalent } = at(400);
    forecast.forecast(window, equivalent, out);
    expect([...out]).toEqual([0, 0, 0, 0, 0]);
  });
});
