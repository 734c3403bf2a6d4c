import { describe, expect, it } from 'vitest';
import { protect } from '../../../can/e2e/e2e.js';
import { toyotaChecksum } from '../../../can/e2e/toyota.js';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import type { Reason } from '../../../core/prediction.js';
import { dbc, driveFor, makeVehicle, send, START } from './make-vehicle.js';

/** Steering frames every 20 ms among good ones of the other messages; what comes of them at every 100 ms. */
function steer(profile: Parameters<typeof makeVehicle>[0], frames: readonly CanFrame[]) {
  const sampler = new FrameSampler(makeVehicle(profile), { dt: 0.1 });
  const others = driveFor(0, 1000).filter(({ id }) => id !== 37);
  const all = [...others, ...frames].sort((a, b) => a.timestampUs - b.timestampUs);
  const samples = [...all.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
  return { samples: samples.slice(1), counts: sampler.counts.faults };
}

/** The k-th steering frame, shortly before the others of its time. */
const steering = (k: number, values: Record<string, number>) =>
  send(20 * k + 19, 'STEERING', { ANGLE: k * 1.5, ...values });
const series = (
  values: (k: number) => Record<string, number>,
  edit: (frame: CanFrame, k: number) => CanFrame = (frame) => frame,
) => Array.from({ length: 48 }, (_, k) => edit(steering(k, values(k)), k));
const reasonsOf = (samples: readonly { reasons?: readonly Reason[] }[]) =>
  samples.map(({ reasons }) => reasons!.join('|'));

describe('checks of a message', () => {
  const checksum = { messages: { STEERING: { checksum: { kind: 'toyota' } } } };
  const sealed = (frame: CanFrame) => (protect(toyotaChecksum(), frame.id, frame.data), frame);

  it('a wrong checksum: the value stands and the reason is told', () => {
    const { samples, counts } = steer(
      checksum,
      series(
        () => ({}),
        (frame, k) => (k === 9 ? frame : sealed(frame)),
      ),
    );
    expect(reasonsOf(samples.slice(0, 4))).toEqual(['', 'CHECKSUM', '', '']);
    expect(samples[1]!.steeringAngleDeg).toBe(8 * 1.5); // the tenth frame, of 199 ms, is the broken one
    expect(samples[1]!.valid).toBe(true);
    expect(counts).toEqual(new Map([['CHECKSUM STEERING', 1]]));
  });

  it('checksums that stay wrong: the signal is lost', () => {
    const { samples } = steer(
      checksum,
      series(
        () => ({}),
        (frame, k) => (k < 10 ? sealed(frame) : frame),
      ),
    );
    expect(reasonsOf(samples.slice(1, 4))).toEqual(['', 'SIGNAL_LOST|CHECKSUM', 'SIGNAL_LOST|CHECKSUM']);
    expect(samples[3]!.valid).toBe(false);
  });

  it('a frame shorter than its message changes nothing', () => {
    const short = (frame: CanFrame, k: number) => (k === 9 ? { ...frame, data: frame.data.subarray(0, 6) } : frame);
    const { samples } = steer(
      {},
      series(() => ({}), short),
    );
    expect(reasonsOf(samples.slice(0, 3))).toEqual(['', 'SHORT_FRAME', '']);
    expect(samples[1]!.steeringAngleDeg).toBe(8 * 1.5);
  });

  const counter = { messages: { STEERING: { counter: { signal: 'COUNTER' } } } };

  it('a counter that counts on is fine', () => {
    const { samples } = steer(
      counter,
      series((k) => ({ COUNTER: k % 16 })),
    );
    expect(reasonsOf(samples).every((reason) => reason === '')).toBe(true);
  });

  it('a counter that skips: the frame is taken, the missing ones are told', () => {
    const { samples } = steer(
      counter,
      series((k) => ({ COUNTER: (k < 9 ? k : k + 3) % 16 })),
    );
    expect(reasonsOf(samples.slice(0, 3))).toEqual(['', 'COUNTER', '']);
    expect(samples[1]!.steeringAngleDeg).toBe(9 * 1.5);
  });

  it('a counter that is stuck: the frames are not taken, and the signal is lost', () => {
    const { samples } = steer(
      counter,
      series((k) => ({ COUNTER: Math.min(k, 9) })),
    );
    expect(reasonsOf(samples.slice(1, 4))).toEqual(['', 'SIGNAL_LOST|COUNTER', 'SIGNAL_LOST|COUNTER']);
    expect(samples[3]!.steeringAngleDeg).toBe(9 * 1.5);
  });
});

describe('limits of a value', () => {
  const limited = (limits: object) => ({ signals: { steering: { signal: 'STEERING.ANGLE', unit: 'deg', ...limits } } });

  it('one outside the range is not taken', () => {
    const { samples } = steer(
      limited({ range: [-90, 90] }),
      series((k) => ({ ANGLE: k === 9 ? 600 : k * 1.5 })),
    );
    expect(reasonsOf(samples.slice(0, 3))).toEqual(['', 'RANGE', '']);
    expect(samples[1]!.steeringAngleDeg).toBe(8 * 1.5);
  });

  it('one that changes too fast is not taken, until time makes the change believable', () => {
    const step = (k: number) => ({ ANGLE: k < 9 ? 0 : 30 });
    const { samples } = steer(limited({ maxRate: 300 }), series(step));
    // 30 deg at 300 deg/s: believed after 100 ms, five frames
    expect(samples.slice(0, 4).map((one) => one.steeringAngleDeg)).toEqual([0, 0, 30, 30]);
    expect(reasonsOf(samples.slice(0, 4))).toEqual(['', 'RATE', 'RATE', '']);
  });

  it.each([NaN, Infinity])('a float of %d is not taken', (value) => {
    const data = new Uint8Array(8);
    new DataView(data.buffer).setFloat32(0, value, true);
    const sampler = new FrameSampler(makeVehicle(), { dt: 0.1 });
    for (const frame of driveFor(20, 180)) sampler.push(frame);
    sampler.push(send(190, 'MOTION', {}, { data, timestampUs: START + 190_000 }));
    const [sample] = sampler.push(send(201, 'SPEED', { FRONT: 72 }));
    expect(sample).toMatchObject({ valid: true, reasons: ['RANGE'] });
    expect(sample!.curvature).toBeCloseTo(0.005, 8);
  });
});

describe('a period that the DBC does not give', () => {
  it('is learned from the stamps', () => {
    const bare = { ...dbc, messages: dbc.messages.map((message) => ({ ...message, cycleTime: undefined })) };
    const sampler = new FrameSampler({ ...makeVehicle(), dbc: bare }, { dt: 0.1 });
    const frames = driveFor(20, 1000).filter(({ id, timestampUs }) => id !== 37 || timestampUs < START + 641_000);
    const samples = [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
    expect(reasonsOf(samples.slice(5))).toEqual(['', 'SIGNAL_LATE', 'SIGNAL_LOST', 'SIGNAL_LOST', 'SIGNAL_LOST']);
  });
});
