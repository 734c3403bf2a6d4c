import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNextStep, SampleWindow } from '../../core/sample-window.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { anyStream, DT, makeSample, makeSamples } from './make-samples.js';

/** The longest end of the stream that is all valid and one step apart, cut to the window's length. */
function windowOf(stream: readonly VehicleSample[], historyLength: number): VehicleSample[] {
  let begin = stream.length;
  for (; begin > 0 && stream.length - begin < historyLength; begin--) {
    const [candidate, later] = [stream[begin - 1]!, stream[begin]];
    if (!candidate.valid || (later && Math.abs(later.time - candidate.time - DT) >= DT / 2)) break;
  }
  return stream.slice(begin);
}

describe('isNextStep', () => {
  it.each([
    [1, true],
    [0.5625, true],
    [1.4375, true],
    [0.5, false],
    [1.5, false],
    [0, false],
    [2, false],
    [-1, false],
    [NaN, false],
  ])('%f steps later: %s', (steps, expected) => {
    const earlier = makeSample(40);
    expect(isNextStep(earlier, { ...earlier, time: earlier.time + steps * DT }, DT)).toBe(expected);
  });
});

describe('SampleWindow', () => {
  it('holds the newest samples that are valid and one step apart, whatever the stream does', () => {
    fc.assert(
      fc.property(anyStream(), fc.integer({ min: 1, max: 6 }), (stream, historyLength) => {
        const window = new SampleWindow({ dt: DT, historyLength });
        stream.forEach((sample, k) => {
          window.push(sample);
          const expected = windowOf(stream.slice(0, k + 1), historyLength);
          expect(window.samples).toEqual(expected);
          expect(window.full).toBe(expected.length === historyLength);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('fills after its length of samples and then moves on by one', () => {
    const window = new SampleWindow({ dt: DT, historyLength: 5 });
    const fullAt = makeSamples(7).map((sample) => {
      window.push(sample);
      return window.full;
    });
    expect(fullAt).toEqual([false, false, false, false, true, true, true]);
    expect(window.samples).toEqual(makeSamples(5, 2));
  });

  it.each([
    ['a gap', makeSample(7), false, [makeSample(7)]],
    ['the same time again', makeSample(4), false, [makeSample(4)]],
    ['a time that goes back', makeSample(1), false, [makeSample(1)]],
    ['an invalid sample', makeSample(5, { valid: false }), true, []],
    ['an invalid sample behind a gap', makeSample(9, { valid: false }), false, []],
  ])('%s restarts it', (_, next, follows, left) => {
    const window = new SampleWindow({ dt: DT, historyLength: 5 });
    for (const sample of makeSamples(5)) window.push(sample);
    expect(window.push(next)).toBe(follows);
    expect(window.samples).toEqual(left);
  });

  it('takes any sample for the next one where there is none', () => {
    const window = new SampleWindow({ dt: DT, historyLength: 5 });
    expect(window.push(makeSample(0, { valid: false }))).toBe(true);
    expect(window.push(makeSample(90, { valid: false }))).toBe(true);
    expect(window.push(makeSample(3))).toBe(true);
    expect(window.samples).toEqual([makeSample(3)]);
  });
});
