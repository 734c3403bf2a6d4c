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
