import { expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import { driveFor, makeVehicle, send } from './make-vehicle.js';

function describeAll(frames: readonly CanFrame[], profile: Parameters<typeof makeVehicle>[0] = {}) {
  const sampler = new FrameSampler(makeVehicle(profile), { dt: 0.1 });
  for (const frame of frames) sampler.push(frame);
  sampler.end();
  return sampler.counts.describe();
}
const STEERING = 37;

it('names what was late or lost, with its message and the steps', () => {
  const frames = driveFor(0, 1000).filter(({ id }, k) => id !== STEERING || k < 50 || k > 100);
  expect(describeAll(frames)).toBe(
    '136 frames, 136 of wanted messages: SIGNAL_LATE steering (STEERING 0x25) at 1 step, SIGNAL_LOST steering (STEERING 0x25) at 2 steps',
  );
});

it('names what never came, also where it is not late, as it is sent on change', () => {
  const gear = {
    signals: { gear: { signal: 'GEAR_BOX.GEAR', reverse: [2] } },
    messages: { GEAR_BOX: { cyclic: false } },
  };
  expect(describeAll(driveFor(0, 1000), gear)).toMatch(/: gear \(GEAR_BOX 0x3BC\) never came$/);
  expect(describeAll([...driveFor(0, 1000), send(1000, 'GEAR_BOX', {})], gear)).toMatch(/: no faults$/);
});

it('names ids that are on another interface too, unless the profile says whose they are', () => {
  const own = driveFor(0, 1000);
  const both = own.flatMap((frame) => [frame, { ...frame, channel: 'can1' }]);
  expect(describeAll(both)).toMatch(
    /: 0x25 0xB4 0x24 on can1 too: 153 frames not taken \(say channel: in the profile\)$/,
  );
  expect(describeAll(both, { channel: 'can0' })).toMatch(/: no faults$/);
});

it('names a period that is not the one that is seen', () => {
  const slow = driveFor(0, 2000).filter(({ id }, k) => id !== STEERING || k % 15 === 0);
  expect(describeAll(slow)).toMatch(/period of STEERING 20 ms in the DBC, 100 ms seen$/);
  expect(describeAll(slow, { messages: { STEERING: { period: 0.02 } } })).toMatch(
    /period of STEERING 20 ms in the profile, 100 ms seen$/,
  );
});
