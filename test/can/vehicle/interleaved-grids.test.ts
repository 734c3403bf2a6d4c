import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanFrame } from '../../../can/frame.js';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { driveFor, makeVehicle } from './make-vehicle.js';

const DT = 0.1;
const HOUR = 3_600_000;
const PROFILE = { messages: { SPEED: { period: 0.02 } } };

function samplesOf(frames: readonly CanFrame[], phases: number): readonly VehicleSample[] {
  const sampler = new FrameSampler(makeVehicle(PROFILE), { dt: DT, phases });
  const samples = [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
  return samples.map((sample) => ({ ...sample, reasons: sample.reasons!.toSorted() })); // their order says nothing
}

/** Those of the grid that a sampler without phases has. */
const ofFirstGrid = (samples: readonly VehicleSample[]) =>
  samples.filter(({ time }) => Math.abs(time / DT - Math.round(time / DT)) < 1e-4);

describe('interleaved grids', () => {
  it('each have the samples, and are told the faults, that a grid of its own would be', () => {
    const mishap = fc.constantFrom('none', 'none', 'none', 'lost', 'twice', 'short');
    fc.assert(
      fc.property(
        fc.constantFrom(2, 5, 10),
        fc.array(mishap, { minLength: 150, maxLength: 150 }),
        (phases, mishaps) => {
          const frames = driveFor(3, 1003).flatMap((frame, k) => {
            const what = mishaps[k];
            if (what === 'lost') return [];
            if (what === 'twice') return [frame, { ...frame }];
            if (what === 'short') return [{ ...frame, data: frame.data.subarray(0, 1) }];
            return [frame];
          });
          expect(ofFirstGrid(samplesOf(frames, phases))).toEqual(samplesOf(frames, 1));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are told once each that the clock was set', () => {
    const frames = [...driveFor(3, 500), ...driveFor(HOUR, HOUR + 500)];
    const told = samplesOf(frames, 5).filter(({ reasons }) => reasons!.includes('CLOCK_STEP'));
    expect(told).toHaveLength(5);
    expect(told.at(-1)!.time - told[0]!.time).toBeCloseTo(4 * 0.02, 6);
  });

  it('are told once each of a fault', () => {
    const frames = driveFor(3, 500);
    frames[16] = { ...frames[16]!, data: new Uint8Array(1) }; // SPEED at 103 ms
    const told = samplesOf(frames, 10).filter(({ reasons }) => reasons!.length > 0);
    expect(told.map(({ reasons }) => reasons)).toEqual(Array.from({ length: 10 }, () => ['SHORT_FRAME']));
  });
});
