import { describe, expect, it } from 'vitest';
import { stolenOf, stolenTime } from '../../../runtime/latency/stolen-time.js';

describe('stolenOf', () => {
  it('reads the steal of all processors together, in ms', () => {
    const stat = 'cpu  41 11 16 26 13 0 1 1205 0 0\ncpu0 20 5 8 13 6 0 0 600 0 0\n';
    expect(stolenOf(stat)).toBe(12_050);
  });

  it('knows nothing where there is no such field', () => {
    expect(stolenOf('cpu  41 11 16 26\n')).toBeUndefined();
    expect(stolenOf('intr 5\n')).toBeUndefined();
  });
});

describe.runIf(process.platform === 'linux')('stolenTime', () => {
  it('never runs back', () => {
    const before = stolenTime()!;
    expect(before).toBeGreaterThanOrEqual(0);
    expect(stolenTime()).toBeGreaterThanOrEqual(before);
  });
});
