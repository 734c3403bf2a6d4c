import { expect, it } from 'vitest';
import { LogStatistics } from '../../../can/log/log-statistics.js';
import { makeFrame } from '../frames.js';
import { dbc, driveFor, send, START } from '../vehicle/make-vehicle.js';

const RATES = { bitrate: 500_000, dataBitrate: 2_000_000 };

function statistics(frames: Parameters<LogStatistics['add']>[0][]) {
  const all = new LogStatistics(RATES, dbc);
  for (const frame of frames) all.add(frame);
  return all;
}

it('counts by interface and id: period, gaps, stamps that go back', () => {
  const frames = [...driveFor(0, 200), ...driveFor(400, 500), ...driveFor(480, 520)];
  const { messages, channels } = statistics([...frames, ...frames.map((frame) => ({ ...frame, channel: 'can1' }))]);
  expect(messages.map(({ channel, id }) => [channel, id])).toEqual(
    ['can0', 'can1'].flatMap((channel) => [36, 37, 180].map((id) => [channel, id])),
  );
  const { intervals } = messages[0]!;
  expect(intervals).toMatchObject({ count: 20, gaps: 1, backward: 1, longest: 200_000 });
  expect(intervals.period).toBe(0.02);
  expect(intervals.jitter).toBeCloseTo(0, 9);
  expect(channels.get('can1')!.frames).toBe(60);
});

it('counts no time backwards where the clock was set back', () => {
  const { channels } = statistics([...driveFor(0, 200), ...driveFor(-3_600_000, -3_599_500)]);
  expect(channels.get('can0')!.spanUs).toBe(200_000 + 500_000);
});

it('gives the ranges of the signals that the frames carry, and counts short frames', () => {
  const odd = new Uint8Array(8);
  new DataView(odd.buffer).setFloat32(0, NaN, true);
  const { messages } = statistics([
    send(0, 'MOTION', { YAW_RATE: -2 }),
    send(20, 'MOTION', { YAW_RATE: 3 }),
    send(40, 'MOTION', {}, { data: odd }),
    send(60, 'MOTION', {}, { data: new Uint8Array(3) }),
    makeFrame({ id: 0x700, timestampUs: START }),
  ]);
  const motion = messages.find(({ id }) => id === 36)!;
  expect(motion.ranges!.shortFrames).toBe(1);
  expect(motion.ranges!.ranges[0]).toEqual({
    signal: 'YAW_RATE',
    unit: 'rad/s',
    min: -2,
    max: 3,
    last: 3,
    changes: 1,
    notFinite: 1,
  });
  expect(motion.lengths).toEqual([3, 8]);
  expect(messages.find(({ id }) => id === 0x700)!.ranges).toBeUndefined();
});

it('counts error frames apart, and the time that frames take', () => {
  const { channels } = statistics([makeFrame({ error: true }), makeFrame({ id: 0x555, data: new Uint8Array(0) })]);
  const bus = channels.get('can0')!;
  expect(bus).toMatchObject({ frames: 2, errorFrames: 1 });
  expect(bus.busySeconds).toBeGreaterThan(47 / 5e5);
});
