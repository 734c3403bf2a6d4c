import { expect, it } from 'vitest';
import { withoutAngles } from '../../runtime/state-counts.js';

it('withoutAngles counts the steps whose state brings no angles: INIT and INVALID', () => {
  expect(withoutAngles({ INIT: 1, VALID: 20, DEGRADED: 300, INVALID: 4000 })).toBe(4001);
});
