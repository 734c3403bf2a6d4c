import { expect, it } from 'vitest';
import { nearestNames } from '../../core/nearest-names.js';

const names = ['STEER_ANGLE', 'STEER_FRACTION', 'SPEED', 'YAW_RATE', 'STEERING_TORQUE'];

it('finds the name behind a slip, in any case', () => {
  expect(nearestNames('STEER_ANGEL', names)[0]).toBe('STEER_ANGLE');
  expect(nearestNames('yawrate', names)[0]).toBe('YAW_RATE');
});

it('prefers names that hold what was written, and gives at most three', () => {
  expect(nearestNames('TORQUE', names)[0]).toBe('STEERING_TORQUE');
  expect(nearestNames('x', names)).toHaveLength(3);
  expect(nearestNames('x', [])).toEqual([]);
});
