import { describe, expect, it } from 'vitest';
import { linearExtrapolation, persistence } from '../../../core/baselines.js';
import { simulateDrive } from '../../../drives/synthetic/simulate-drive.js';
import type { RoadKind } from '../../../drives/synthetic/road-kinds.js';
import { VEHICLES } from '../../../drives/synthetic/vehicle.js';

/**
 * Bounds from 18 drives of a real pickup at 10 Hz (OpenLKA, Chevrolet Silverado), of which 15 have no junction: change of
 * angle per step with a deviation of 0.12 to 1.2 deg and an autocorrelation of 0.25 to 0.84 at one step; mean absolute
 * error over five steps of persistence 0.16 to 1.97 deg, of linear extrapolation 0.20 to 1.95 deg.
 */
describe('the steering of a simulated pickup', () => {
  const measure = (road: RoadKind) =>
    [1, 2, 3, 4].map((seed) =>
      texture(simulateDrive({ seed, road, vehicle: VEHICLES[3]!, seconds: 60 }).rows.map((r) => r.steeringAngleDeg)),
    );

  it.each(['motorway', 'country'] as const)('changes like that of a real one on a %s road', (road) => {
    for (const { deviation, autocorrelation, persistenceMae, linearMae } of measure(road)) {
      expect(deviation).toBeGreaterThan(0.12);
      expect(deviation).toBeLessThan(1.2);
      expect(autocorrelation).toBeGreaterThan(0.25);
      expect(autocorrelation).toBeLessThan(0.84);
      expect(persistenceMae).toBeGreaterThan(0.16);
      expect(persistenceMae).toBeLessThan(1.97);
      expect(linearMae).toBeGreaterThan(0.2);
      expect(linearMae).toBeLessThan(1.95);
    }
  });

  it('changes far more at junctions', () => {
    expect(Math.max(...measure('town').map(({ persistenceMae }) => persistenceMae))).toBeGreaterThan(4);
  });
});

/**
 * A pickup, a sedan and a sports car (OpenLKA, Udacity, MotecLogGenerator) at 22, 23 and 32 m/s: 0.56, 0.50 and 0.65 deg
 * RMS at 0.4 to 1 Hz, 0.30, 0.26 and 0.38 at 1 to 3 Hz; single minutes of the pickup 0.12 to 1.3 and 0.06 to 0.6.
 */
describe('the hand wheel above 0.4 Hz', () => {
  it.each(['motorway', 'country'] as const)('is as restless as in real cars on a %s road', (road) => {
    const wheels = VEHICLES.flatMap((vehicle) =>
      [1, 2, 3].map((seed) => simulateDrive({ seed, road, vehicle, seconds: 60 }).rows.map((r) => r.steeringAngleDeg)),
    );
    const [slow, fast] = [
      [0.4, 1],
      [1, 3],
    ].map(([low, high]) => wheels.map((angles) => rms(between(angles, low!, high!))));
    for (const one of slow!) expect([one > 0.12, one < 1.3]).toEqual([true, true]);
    for (const one of fast!) expect([one > 0.06, one < 0.6]).toEqual([true, true]);
    expect(rms(slow!)).toBeGreaterThan(0.3);
    expect(rms(slow!)).toBeLessThan(0.65);
    expect(rms(fast!)).toBeGreaterThan(0.2);
    expect(rms(fast!)).toBeLessThan(0.39);
  });
});

/** Butterworth, second order on either side, forwards and backwards; Hz at 10 values a second. */
function between(values: number[], low: number, high: number): number[] {
  return both(
    both(values, (_, n) => [n, -2 * n, n], low),
    (w, n) => [w * w * n, 2 * w * w * n, w * w * n],
    high,
  );
}

function both(values: number[], numerator: (w: number, n: number) => number[], frequency: number): number[] {
  const w = Math.tan(Math.PI * frequency * 0.1);
  const n = 1 / (1 + Math.SQRT2 * w + w * w);
  const b = numerator(w, n);
  const a = [2 * (w * w - 1) * n, (1 - Math.SQRT2 * w + w * w) * n];
  const once = (x: number[]) => {
    const y: number[] = [];
    x.forEach((value, k) => {
      const [x1, x2, y1, y2] = [x[k - 1] ?? 0, x[k - 2] ?? 0, y[k - 1] ?? 0, y[k - 2] ?? 0];
      y.push(b[0]! * value + b[1]! * x1 + b[2]! * x2 - a[0]! * y1 - a[1]! * y2);
    });
    return y;
  };
  return once(once(values).reverse()).reverse();
}

const rms = (values: number[]) => Math.sqrt(average(values.map((value) => value ** 2)));

function texture(angles: number[]) {
  const changes = angles.slice(1).map((angle, k) => angle - angles[k]!);
  const mean = average(changes);
  const variance = average(changes.map((change) => (change - mean) ** 2));
  const covariance = average(changes.slice(1).map((change, k) => (change - mean) * (changes[k]! - mean)));
  const mae = (predict: (beforeLast: number, last: number) => number[]) =>
    average(
      angles.slice(2, -5).flatMap((_, k) => {
        const predicted = predict(angles[k]!, angles[k + 1]!);
        return predicted.map((angle, step) => Math.abs(angle - angles[k + 2 + step]!));
      }),
    );
  return {
    deviation: Math.sqrt(variance),
    autocorrelation: covariance / variance,
    persistenceMae: mae((_, last) => persistence(last, 5)),
    linearMae: mae((beforeLast, last) => linearExtrapolation(beforeLast, last, 5)),
  };
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
