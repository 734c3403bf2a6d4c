import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import { driveFor, makeVehicle, send, START } from './make-vehicle.js';
import { at, DT, msOf, sampleAll } from './sample-all.js';

const HOUR = 3_600_000;

describe('FrameSampler, disorder', () => {
  it('takes a frame that comes twice once', () => {
    const frames = driveFor(0, 300);
    const doubled = sampleAll(frames.flatMap((frame) => [frame, { ...frame }]));
    const plain = sampleAll(frames);
    expect(doubled.samples.map((one) => ({ ...one, reasons: [] }))).toEqual(
      plain.samples.map((one) => ({ ...one, reasons: [] })),
    );
    expect(doubled.samples.at(-1)).toMatchObject({ valid: true, reasons: ['DUPLICATE'] });
    expect(doubled.counts.faults.get('DUPLICATE SPEED')).toBe(frames.length / 3);
  });

  it('does not take a frame older than its message or than a closed step', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(0, 160)) sampler.push(frame);
    sampler.push(send(150, 'SPEED', { FRONT: 7.2 })); // its message is at 160
    sampler.push(send(190, 'MOTION', { YAW_RATE: 0.1 }));
    sampler.push(send(201, 'STEERING', { ANGLE: 3 })); // closes 200
    sampler.push(send(199, 'SPEED', { FRONT: 7.2 })); // of the step before
    const [sample] = sampler.push(send(301, 'SPEED', { FRONT: 72 }));
    expect(sample).toMatchObject({ vEgo: 20, reasons: ['SIGNAL_LATE', 'SIGNAL_LOST', 'OUT_OF_ORDER'] });
    expect(sampler.counts.faults.get('OUT_OF_ORDER SPEED')).toBe(2);
  });

  it('takes frames of two messages in any order within a step', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(0, 160)) sampler.push(frame);
    sampler.push(send(199, 'STEERING', { ANGLE: 3 }));
    sampler.push(send(185, 'SPEED', { FRONT: 36 }));
    expect(sampler.push(send(201, 'MOTION', { YAW_RATE: 0 }))).toMatchObject([{ vEgo: 10, steeringAngleDeg: 3 }]);
  });

  it('takes a frame that is 50 ms behind the others, and none that is further', () => {
    const speedOf = (behind: number) => {
      const sampler = new FrameSampler(makeVehicle(), { dt: DT });
      for (const frame of driveFor(0, 140)) sampler.push(frame);
      sampler.push(send(199, 'STEERING', { ANGLE: 1.5 }));
      sampler.push(send(199 - behind, 'SPEED', { FRONT: 36 }));
      return sampler.push(send(201, 'MOTION', { YAW_RATE: 0.1 }))[0]!.vEgo;
    };
    expect(speedOf(50)).toBe(10);
    expect(speedOf(51)).toBe(20);
  });

  it.each([
    ['back an hour', -HOUR],
    ['back by 200 ms', -200],
    ['ahead by an hour', HOUR],
    ['ahead by forty years', 350_000 * HOUR],
  ])('restarts where the clock goes %s', (_, shift) => {
    const frames = [...driveFor(0, 1000), ...driveFor(1020 + shift, 2000 + shift)];
    const { samples, counts } = sampleAll(frames);
    const [first, ...rest] = samples.slice(samples.findIndex((sample) => sample.reasons!.includes('CLOCK_STEP')));
    expect(first).toMatchObject({ valid: false });
    expect(rest.map(msOf)).toEqual(rest.map((_, k) => msOf(first!) + 100 * (k + 1)));
    expect(rest.every(({ valid }) => valid)).toBe(true);
    expect(samples.length).toBeGreaterThanOrEqual(19);
    expect(counts.clockSteps).toBe(1);
  });

  it.each([
    ['an hour ahead', HOUR],
    ['five seconds ahead', 5000],
    ['an hour back', -HOUR],
    ['160 ms back', -160],
  ])('is not moved by one stamp %s: that frame is out of order', (_, shift) => {
    const frames = driveFor(0, 1000);
    const broken = frames.map((frame, k) =>
      k === 90 ? { ...frame, timestampUs: frame.timestampUs + shift * 1000 } : frame,
    );
    const { samples, counts } = sampleAll(broken);
    expect(samples.map(msOf)).toEqual(sampleAll(frames).samples.map(msOf));
    expect(samples.every(({ valid }) => valid)).toBe(true);
    expect(samples.filter(({ reasons }) => reasons!.includes('OUT_OF_ORDER'))).toHaveLength(1);
    expect(counts.clockSteps).toBe(0);
    expect(counts.faults).toEqual(new Map([['OUT_OF_ORDER STEERING', 1]]));
  });

  it.each([HOUR, -HOUR])('is not moved by two stamps in a row that agree with each other: %d ms', (shift) => {
    const frames = driveFor(0, 1000).map((frame, k) =>
      k === 90 || k === 91 ? { ...frame, timestampUs: frame.timestampUs + shift * 1000 } : frame,
    );
    const { samples, counts } = sampleAll(frames);
    expect(samples.every(({ valid }) => valid)).toBe(true);
    expect(counts.clockSteps).toBe(0);
    expect([...counts.faults.values()]).toEqual([1, 1]);
  });

  const gear = {
    signals: { gear: { signal: 'GEAR_BOX.GEAR', reverse: [2] } },
    messages: { GEAR_BOX: { cyclic: false } },
  };

  it('is not moved by the stamp of a message that does not come again', () => {
    const lever = send(500 + HOUR, 'GEAR_BOX', { GEAR: 1 });
    const frames = [send(0, 'GEAR_BOX', { GEAR: 1 }), ...driveFor(0, 500), lever, ...driveFor(520, 1000)];
    const { samples, counts } = sampleAll(frames, gear);
    expect(samples.map(msOf)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(samples.every(({ valid }) => valid)).toBe(true);
    expect(counts.faults).toEqual(new Map([['OUT_OF_ORDER GEAR_BOX', 1]]));
  });

  it.each([12 * HOUR, -12 * HOUR])('keeps what is sent on change over a step of the clock by %d ms', (shift) => {
    const frames = [send(0, 'GEAR_BOX', { GEAR: 1 }), ...driveFor(0, 500), ...driveFor(520 + shift, 1500 + shift)];
    const { samples, counts } = sampleAll(frames, gear);
    expect(counts.clockSteps).toBe(1);
    expect(samples.filter(({ valid }) => !valid)).toHaveLength(1);
    expect(samples.at(-1)).toMatchObject({ valid: true, reasons: [] });
    const reversing = sampleAll([send(0, 'GEAR_BOX', { GEAR: 2 }), ...frames.slice(1)], gear);
    expect(reversing.samples.at(-1)).toMatchObject({ valid: false, reasons: ['REVERSE'] });
  });

  it('loses no frame to a step of the clock, whichever of them tells it first', () => {
    const after = [send(520 - HOUR, 'GEAR_BOX', { GEAR: 2 }), ...driveFor(520 - HOUR, 1000 - HOUR)];
    const frames = [send(0, 'GEAR_BOX', { GEAR: 1 }), ...driveFor(0, 500), ...after];
    expect(sampleAll(frames, gear).samples.at(-1)).toMatchObject({ valid: false, reasons: ['REVERSE'] });
    expect(sampleAll(frames, gear).counts.faults.size).toBe(0);
  });

  it('keeps what a frame said that waits, also where its channel uses the bytes again', () => {
    const sampler = new FrameSampler(makeVehicle(gear), { dt: DT });
    const bytes = Buffer.alloc(8);
    const samples = [
      send(0, 'GEAR_BOX', { GEAR: 1 }),
      ...driveFor(0, 500),
      send(520 - HOUR, 'GEAR_BOX', { GEAR: 2 }),
      ...driveFor(520 - HOUR, 1000 - HOUR),
    ].flatMap((frame) => {
      bytes.set(frame.data);
      return sampler.push({ ...frame, data: bytes.subarray(0, frame.data.length) });
    });
    expect(samples.at(-1)).toMatchObject({ valid: false, reasons: ['REVERSE'] });
    expect(sampler.counts.faults.size).toBe(0);
  });

  it('follows a clock that a tick finds set, with the frames that had come of its time', () => {
    const sampler = new FrameSampler(makeVehicle(gear), { dt: DT });
    for (const frame of [send(0, 'GEAR_BOX', { GEAR: 1 }), ...driveFor(0, 500)]) sampler.push(frame);
    expect(sampler.push(send(510 + HOUR, 'GEAR_BOX', { GEAR: 2 }))).toEqual([]);
    sampler.tick(START + (512 + HOUR) * 1000);
    const samples = driveFor(520 + HOUR, 700 + HOUR).flatMap((frame) => sampler.push(frame));
    expect(samples[0]).toMatchObject({ valid: false, reasons: ['CLOCK_STEP', 'REVERSE'] });
    expect(sampler.counts).toMatchObject({ clockSteps: 1, faults: new Map() });
  });

  it('gives every step of a silence that is no clock step: one of 10 s at most', () => {
    const { samples, counts } = sampleAll([...driveFor(0, 1000), ...driveFor(11_000, 12_000)]);
    expect(samples.map(msOf)).toEqual(samples.map((_, k) => k * 100));
    expect(at(samples, 2500)).toMatchObject({ valid: false, reasons: ['SIGNAL_LOST'] });
    expect(at(samples, 11_500)).toMatchObject({ valid: true, reasons: [] });
    expect(counts.clockSteps).toBe(0);
    expect(sampleAll([...driveFor(0, 1000), ...driveFor(11_020, 12_000)]).counts.clockSteps).toBe(1);
  });

  it('listens on the interface where the first message is seen, or on the given one', () => {
    const own = driveFor(0, 300);
    const other = own.map((frame) => ({ ...frame, channel: 'can1', data: new Uint8Array(8) }));
    const both = own.flatMap((frame, i) => [frame, other[i]!]);
    expect(sampleAll(both).samples).toEqual(sampleAll(own).samples);
    expect(sampleAll(both, { channel: 'can1' }).samples.at(-1)).toMatchObject({ vEgo: 0 });
    const mixed = sampleAll([other[0]!, ...both.slice(0, 1), ...both.slice(2)]).samples.at(-1);
    expect(mixed).toMatchObject({ vEgo: 0, steeringAngleDeg: 0 }); // of can1 alone, as its steering came first
    const told = sampleAll(both, { messages: { SPEED: { channel: 'can1' } } }).samples.at(-1);
    expect(told).toMatchObject({ vEgo: 0, steeringAngleDeg: 1.5 });
  });
});
