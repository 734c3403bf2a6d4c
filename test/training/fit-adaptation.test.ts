import { describe, expect, it } from 'vitest';
import { SteeringResponse } from '../../core/steering-response.js';
import { fitAdaptation } from '../../training/fit-adaptation.js';
import { asDrive, CONTRACT } from './make-drive.js';

const road = (i: number) => 0.008 * Math.sin(i / 9) + 0.005 * Math.sin(i / 4.3) + 0.003 * Math.sin(i / 2.1);
const driveOf = (gain: number, offset: number) =>
  asDrive(
    Array.from({ length: 400 }, (_, i) => ({
      time: Math.round(i * 100) / 1000,
      curvature: road(i),
      vEgo: 1,
      steeringAngleDeg: 100 * gain * road(i + 1) + offset,
      valid: true,
    })),
  );

describe('fitAdaptation', () => {
  it('meets a car with what the training drives had in common', () => {
    const { response, forecast, lasting } = fitAdaptation([driveOf(38, 2), driveOf(42, 2)], CONTRACT, ['recorded']);
    const usual = new SteeringResponse(response);
    expect(usual.gain).toBeGreaterThan(37);
    expect(usual.gain).toBeLessThan(43);
    expect(usual.leadSteps).toBeCloseTo(1, 0);
    expect(usual.offsetDeg).toBeCloseTo(2, 0);
    expect(forecast.weights).toHaveLength(5);
    expect(forecast.precision).toHaveLength(28 * 28);
    expect(forecast.precision.every(Number.isFinite)).toBe(true);
    // Steering that has gone along with its equivalent, both by a degree a step, goes on to.
    lasting.weights.forEach((weights, k) => {
      const change = weights.slice(0, -1).reduce((sum, one) => sum + one, 0);
      expect(Math.abs(change - (k + 1))).toBeLessThan(0.3 * (k + 1));
    });
  });
});
