import { describe, expect, it } from 'vitest';
import { LiveStatus } from '../../cli/live-status.js';
import { FrameCounts } from '../../can/vehicle/frame-counts.js';

const links = [{ name: 'can0', state: 'UP' as const, overflows: 0 }];

describe('the status of a run', () => {
  it('has the mean errors of late beside those of the simple predictors', () => {
    const status = new LiveStatus();
    const mae = { model: [0.1, 0.3], network: [9, 9], response: [0.5, 0.5], linear: [1, 2], persistence: [2, 2] };
    const line = (errors: Parameters<LiveStatus['describe']>[0]['errors']) => {
      status.add({ time: 1, state: 'VALID', reasons: [], steeringAngleDeg: [1, 2] });
      return status.describe({ counts: new FrameCounts(() => []), links, errors });
    };
    expect(line(undefined)).toMatch(/VALID 1\.0 2\.0$/);
    expect(line({ truths: 9, mae })).toMatch(
      /; error 0\.20° of late \(persistence 2\.00°, linear 1\.50°, response 0\.50°\)$/,
    );
  });
});
