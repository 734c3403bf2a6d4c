import { expect, it } from 'vitest';
import { featureNames } from '../../core/features.js';
import type { Reason } from '../../core/prediction.js';
import { StepBuilder } from '../../core/step.js';
import { Validity } from '../../core/validity.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

const HORIZON = { historyLength: 2, horizonSteps: 2 };
const preview = { curvature: [0, 0], reasons: [] };
const builder = () => new StepBuilder({ ...HORIZON, dt: 0.1, featureNames: featureNames(HORIZON) });
const sample = (k: number, fields: Partial<VehicleSample> = {}): VehicleSample => ({
  time: k / 10,
  curvature: 0,
  vEgo: 10,
  steeringAngleDeg: 1,
  valid: true,
  ...fields,
});

it("passes on what the bus says: a sample's own reasons, in place of SAMPLE_INVALID", () => {
  const steps = builder();
  const push = (k: number, fields?: Partial<VehicleSample>) => steps.push(sample(k, fields), preview).reasons;
  expect(push(0)).toEqual(['WINDOW_FILLING']);
  expect(push(1, { reasons: ['SIGNAL_LATE'] })).toEqual(['SIGNAL_LATE']);
  expect(push(2, { valid: false, reasons: ['SIGNAL_LOST', 'CHECKSUM'] })).toEqual(['SIGNAL_LOST', 'CHECKSUM']);
  expect(push(3, { valid: false })).toEqual(['SAMPLE_INVALID']);
  expect(push(4, { curvature: NaN, reasons: ['DUPLICATE'] })).toEqual(['DUPLICATE', 'SAMPLE_INVALID']);
});

it('a clock step restarts the window, even where the times would go on', () => {
  const steps = builder();
  for (const k of [0, 1, 2]) steps.push(sample(k), preview);
  const { features, reasons } = steps.push(sample(3, { valid: false, reasons: ['CLOCK_STEP'] }), preview);
  expect(features).toBeUndefined();
  expect(new Validity().next(reasons).state).toBe('INIT');
  expect(steps.push(sample(4), preview).reasons).toEqual(['WINDOW_FILLING']);
});

it.each<[Reason, string]>([
  ['DUPLICATE', 'VALID'],
  ['CHECKSUM', 'DEGRADED'],
  ['SIGNAL_LATE', 'DEGRADED'],
  ['SIGNAL_AWAITED', 'INIT'],
  ['SIGNAL_LOST', 'INVALID'],
  ['LOW_SPEED', 'INVALID'],
  ['REVERSE', 'INVALID'],
])('%s makes a prediction %s', (reason, state) => {
  expect(new Validity().next([reason]).state).toBe(state);
});
