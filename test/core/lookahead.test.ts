import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lookahead, type Ahead } from '../../core/lookahead.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { anyStream, DT, makeSample, makeSamples } from './make-samples.js';

/** What comes out with each push, and at the end. */
function run(stream: readonly VehicleSample[], horizonSteps: number): { pushed: Ahead[][]; flushed: Ahead[] } {
  const lookahead = new Lookahead({ dt: DT, horizonSteps });
  return { pushed: stream.map((sample) => lookahead.push(sample)), flushed: lookahead.flush() };
}

/** The samples behind index `now`, as far as they are valid and one step apart. */
function nextOf(stream: readonly VehicleSample[], now: number, horizonSteps: number): VehicleSample[] {
  const later = stream.slice(now + 1, now + 1 + horizonSteps);
  const broken = later.findIndex(
    ({ time, valid }, k) => !valid || Math.abs(time - stream[now + k]!.time - DT) >= DT / 2,
  );
  return broken < 0 ? later : later.slice(0, broken);
}

describe('Lookahead', () => {
  it('gives every sample once, in order, with its unbroken future', () => {
    fc.assert(
      fc.property(anyStream(), fc.integer({ min: 1, max: 6 }), (stream, horizonSteps) => {
        const { pushed, flushed } = run(stream, horizonSteps);
        const expected = stream.map((sample, k) => ({ sample, next: nextOf(stream, k, horizonSteps) }));
        expect([...pushed.flat(), ...flushed]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('holds a sample back until its last step ahead has come, and no longer', () => {
    const { pushed, flushed } = run(makeSamples(8), 5);
    expect(pushed.map((aheads) => aheads.map(({ sample }) => sample))).toEqual([
      ...[[], [], [], [], []],
      [makeSample(0)],
      [makeSample(1)],
      [makeSample(2)],
    ]);
    expect(flushed.map(({ next }) => next.length)).toEqual([4, 3, 2, 1, 0]);
  });

  it('sees nothing behind an invalid sample, nor that sample', () => {
    const stream = makeSamples(7).map((sample, k) => ({ ...sample, valid: k !== 3 }));
    const { pushed, flushed } = run(stream, 5);
    expect([...pushed.flat(), ...flushed].map(({ next }) => next.length)).toEqual([2, 1, 0, 3, 2, 1, 0]);
  });

  it('is empty after a flush', () => {
    const lookahead = new Lookahead({ dt: DT, horizonSteps: 2 });
    for (const sample of makeSamples(4)) lookahead.push(sample);
    expect(lookahead.flush()).toHaveLength(2);
    expect(lookahead.flush()).toEqual([]);
  });
});
