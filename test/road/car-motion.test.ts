import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { CarMotion } from '../../road/car-motion.js';

/** A car on a circle of 50 m at 10 m/s, to the left (1) or to the right (−1). */
const SPEED = 10;
const RADIUS = 50;
const placeAt = (time: number, side: 1 | -1) => {
  const angle = (SPEED * time) / RADIUS;
  return { x: RADIUS * Math.sin(angle), y: side * RADIUS * (1 - Math.cos(angle)) };
};
const sampleAt = (time: number, side: 1 | -1): VehicleSample => ({
  time,
  curvature: side / RADIUS,
  vEgo: SPEED,
  steeringAngleDeg: 0,
  valid: true,
});

describe('CarMotion', () => {
  it.each([1, -1] as const)(
    'brings a position of a second ago along the bend to where the car is (side %d)',
    (side) => {
      const motion = new CarMotion();
      for (let k = 0; k < 100; k++) motion.push(sampleAt(k / 10, side), placeAt(k / 10, side));
      const { fix } = motion.push({ ...sampleAt(10, side), positionAge: 1 }, placeAt(9, side));
      const now = placeAt(10, side);
      expect(Math.hypot(fix!.x - now.x, fix!.y - now.y)).toBeLessThan(0.2);
    },
  );
});
