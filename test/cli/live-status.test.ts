import { expect, it } from 'vitest';
import { FrameCounts } from '../../can/vehicle/frame-counts.js';
import { LiveStatus } from '../../cli/live-status.js';
import type { Reason } from '../../core/prediction.js';
import { RangeExcess } from '../../runtime/range-excess.js';
import { makeSample } from '../core/make-samples.js';

const errors = undefined;
const CAR = { featureNames: ['vEgo[i-1]'], ranges: { 'vEgo[i-1]': [0.4, 30] as [number, number] } };
const excess = new RangeExcess(CAR);
const counts = new FrameCounts(() => []);
const links = [{ name: 'can0', state: 'UP' as const, overflows: 0 }];

it('says what came since the last line, what the car does, what is predicted, and what is amiss', () => {
  const status = new LiveStatus();
  expect(
    status.next({ counts, links, sample: undefined, errors, excess, absences: ['awaited: speed (SPEED 0x101)'] }),
  ).toBe('can0 UP, 0 frames, 0 steps; awaited: speed (SPEED 0x101)');
  const sample = { ...makeSample(0), vEgo: 20.04, steeringAngleDeg: -1.26, curvature: 0.00123 };
  const steeringAngleDeg = [1.04, -2, 3, 4, 5];
  counts.frames = 30;
  counts.fault('SPEED', 'CHECKSUM');
  status.add({ time: 1, state: 'DEGRADED', reasons: ['PREVIEW_HELD'], steeringAngleDeg, inputAge: 0.0124 });
  expect(status.next({ counts, links, sample, errors, excess, absences: [] })).toBe(
    'can0 UP, 30 frames, 1 step; 20.0 m/s, -1.3 deg, 0.00123 1/m, 12 ms old; DEGRADED 1.0 -2.0 3.0 4.0 5.0 (PREVIEW_HELD); 1 CHECKSUM SPEED',
  );
  counts.frames = 31;
  expect(
    status.next({
      counts,
      links: [{ name: 'can0', state: 'BUS_OFF', overflows: 2 }],
      sample,
      errors,
      excess,
      absences: [],
    }),
  ).toMatch(/^can0 BUS_OFF \(2 overflows in the controller\), 1 frame, 0 steps; .*\(PREVIEW_HELD\)$/);
});

it('leaves out what the car does where nothing is known of it', () => {
  const status = new LiveStatus();
  status.add({ time: 1, state: 'INIT', reasons: ['SIGNAL_AWAITED'] });
  const sample = { ...makeSample(0), vEgo: NaN, steeringAngleDeg: NaN, curvature: NaN };
  expect(status.next({ counts: new FrameCounts(() => []), links, sample, errors, excess, absences: [] })).toBe(
    'can0 UP, 0 frames, 1 step; INIT no angles (SIGNAL_AWAITED)',
  );
});

it('has the mean errors of late beside those of the simple predictors', () => {
  const status = new LiveStatus();
  const mae = { model: [0.1, 0.3], network: [9, 9], response: [0.5, 0.5], linear: [1, 2], persistence: [2, 2] };
  const line = (errors: Parameters<LiveStatus['next']>[0]['errors']) => {
    status.add({ time: 1, state: 'VALID', reasons: [], steeringAngleDeg: [1, 2] });
    return status.next({ counts: new FrameCounts(() => []), links, sample: undefined, excess, absences: [], errors });
  };
  expect(line(undefined)).toMatch(/VALID 1\.0 2\.0$/);
  expect(line({ truths: 9, mae })).toMatch(
    /; error 0\.20° of late \(persistence 2\.00°, linear 1\.50°, response 0\.50°\)$/,
  );
});

it('says which inputs left the range of training while one is out', () => {
  const status = new LiveStatus();
  const fast = new RangeExcess(CAR);
  fast.add([36.2]);
  const line = (reasons: readonly Reason[]) => {
    status.add({ time: 1, state: 'DEGRADED', reasons, steeringAngleDeg: [1, 2] });
    return status.next({ counts, links, sample: undefined, errors, excess: fast, absences: [] });
  };
  expect(line(['OUT_OF_RANGE'])).toContain('; speed in 1 step, up to 36.2 m/s (trained: 0.4 to 30)');
  expect(line([])).not.toContain('speed');
});
