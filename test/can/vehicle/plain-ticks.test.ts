import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { driveFor, makeVehicle, send, START } from './make-vehicle.js';
import { DT, msOf } from './sample-all.js';

const newSampler = () => new FrameSampler(makeVehicle(), { dt: DT, phases: 2 });

describe('FrameSampler, plain ticks', () => {
  it('are none before the first frame, back, ten seconds ahead, or where a frame that waits is taken', () => {
    const sampler = newSampler();
    expect(sampler.isPlain(START)).toBe(false);
    for (const frame of driveFor(0, 100)) sampler.push(frame);
    const isPlain = (ms: number) => sampler.isPlain(START + ms * 1000);
    expect([99, 100, 10_100, 10_101].map(isPlain)).toEqual([false, true, true, false]);
    sampler.push(send(1500, 'SPEED', { FRONT: 72 }));
    expect([100, 499, 500].map(isPlain)).toEqual([true, true, false]);
    sampler.tick(START + 600_000);
    expect([1499, 1500].map(isPlain)).toEqual([false, true]); // it is the time of the frame
  });

  it('are as plain where a frame that is behind waits for others', () => {
    const sampler = newSampler();
    for (const frame of driveFor(1000, 2000)) sampler.push(frame);
    sampler.push(send(1500, 'SPEED', { FRONT: 72 }));
    expect(sampler.isPlain(START + 5_000_000)).toBe(true);
  });

  it('close an hour of grid times at once, as they come', () => {
    const sampler = newSampler();
    for (const frame of driveFor(0, 40)) sampler.push(frame);
    const closed = [...sampler.pass(START + 3_600_040_000)];
    expect(closed.map(msOf)).toEqual(Array.from({ length: 72_000 }, (_, k) => 50 + 50 * k));
    expect(sampler.counts.clockSteps).toBe(0);
  });

  it('are all in the last of them, whatever comes before and after', () => {
    const happening = fc.oneof(
      { weight: 3, arbitrary: fc.record({ frameMs: fc.integer({ min: -3000, max: 15_000 }) }) },
      { weight: 3, arbitrary: fc.record({ frameMs: fc.integer({ min: -60, max: 60 }) }) },
      { weight: 6, arbitrary: fc.record({ tickMs: fc.integer({ min: 0, max: 600 }) }) },
      { weight: 1, arbitrary: fc.record({ tickMs: fc.integer({ min: -3000, max: 15_000 }) }) },
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (story) => {
        const [heard, told] = [newSampler(), newSampler()];
        const samples: VehicleSample[] = [];
        const again: VehicleSample[] = [];
        let nowMs = 0;
        let until: number | undefined;
        const pass = () => {
          if (until !== undefined) again.push(...told.pass(until));
          until = undefined;
        };
        for (const one of story) {
          nowMs += 'tickMs' in one ? one.tickMs : 0;
          const timeUs = START + nowMs * 1000;
          const isPlain = 'tickMs' in one && heard.isPlain(timeUs);
          if (isPlain) until = timeUs;
          else pass();
          if ('tickMs' in one) {
            samples.push(...heard.tick(timeUs));
            if (!isPlain) again.push(...told.tick(timeUs));
          } else {
            const frame = send(nowMs + one.frameMs, 'SPEED', { FRONT: 72 });
            samples.push(...heard.push(frame));
            again.push(...told.push(frame));
          }
        }
        pass();
        expect(again).toEqual(samples);
        expect(told.counts).toEqual(heard.counts);
        expect(told.end()).toEqual(heard.end());
      }),
      { numRuns: 2000 },
    );
  });
});
