import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { driveFor, makeVehicle, send, START } from './make-vehicle.js';

const DT = 0.1;
const HOUR = 3_600_000;

function sampleAll(frames: readonly CanFrame[], profile: Parameters<typeof makeVehicle>[0] = {}) {
  const sampler = new FrameSampler(makeVehicle(profile), { dt: DT });
  const samples = [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.end()];
  return { samples, counts: sampler.counts };
}

const msOf = ({ time }: VehicleSample) => Math.round(time * 1e3 - START / 1e3);
const without = (frames: readonly CanFrame[], id: number, fromMs: number) =>
  frames.filter((frame) => frame.id !== id || frame.timestampUs < START + fromMs * 1000);
const at = (samples: readonly VehicleSample[], ms: number) => samples.find((sample) => msOf(sample) === ms);

describe('FrameSampler, the grid', () => {
  it('has the whole multiples of dt, the first at or after the first wanted frame', () => {
    const { samples } = sampleAll(driveFor(30, 500));
    expect(samples.map(msOf)).toEqual([100, 200, 300, 400]);
    expect(samples.every(({ valid, reasons }) => valid && reasons!.length === 0)).toBe(true);
  });

  it('closes a grid time with the first wanted frame after it, all frames at it counted in', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(40, 80)) sampler.push(frame);
    expect(sampler.push(send(99.999, 'SPEED', { FRONT: 36 }))).toEqual([]);
    expect(sampler.push(send(100, 'SPEED', { FRONT: 18 }))).toEqual([]);
    expect(sampler.push(send(100, 'STEERING', { ANGLE: 3 }))).toEqual([]);
    expect(sampler.push(send(100.001, 'STEERING', { ANGLE: 6 }))).toMatchObject([{ vEgo: 5, steeringAngleDeg: 3 }]);
    expect(sampler.push(send(150, 'SPEED', { FRONT: 36 }))).toEqual([]);
    expect(sampler.push(send(200.001, 'SPEED', { FRONT: 72 }))).toMatchObject([{ vEgo: 10 }]);
  });

  it('does not hear of unwanted, error and remote frames', () => {
    const noise = [
      { id: 0x7ff, timestampUs: START + HOUR * 1000 },
      { error: true, timestampUs: START + HOUR * 1000 },
      { remote: true, timestampUs: START + HOUR * 1000 },
      { extended: true, timestampUs: START + HOUR * 1000 },
    ].map((fields) => send(50, 'SPEED', { FRONT: 0 }, fields));
    const quiet = driveFor(0, 500);
    expect(sampleAll([...quiet.slice(0, 10), ...noise, ...quiet.slice(10)]).samples).toEqual(sampleAll(quiet).samples);
  });

  it('is closed by a tick 50 ms late where no frame comes', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 80)) sampler.push(frame);
    expect(sampler.tick(START + 149_000)).toEqual([]);
    expect(sampler.tick(START + 150_000)).toMatchObject([{ vEgo: 20, valid: true }]);
    expect(sampler.tick(START + 450_000).map(({ reasons }) => reasons)).toEqual([
      ['SIGNAL_LOST'],
      ['SIGNAL_LOST'],
      ['SIGNAL_LOST'],
    ]);
  });

  it('takes no frame at a grid time that a tick has closed', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 80)) sampler.push(frame);
    sampler.tick(START + 150_000);
    sampler.push(send(100, 'SPEED', { FRONT: 18 }));
    expect(sampler.counts.faults).toEqual(new Map([['OUT_OF_ORDER SPEED', 1]]));
  });

  it('has no step of the clock where frames come long after a tick, but have been stamped in time', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 80)) sampler.push(frame);
    sampler.tick(START + 390_000);
    const samples = driveFor(100, 600).flatMap((frame) => sampler.push(frame));
    expect(samples.map(msOf)).toEqual([400, 500]);
    expect(samples.map(({ reasons }) => reasons)).toEqual([['OUT_OF_ORDER'], []]);
    expect(sampler.counts.clockSteps).toBe(0);
  });

  it('closes at its end the grid time that the last frame is at, and no later one', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 100)) sampler.push(frame);
    expect(sampler.end().map(msOf)).toEqual([100]);
    expect(sampler.end()).toEqual([]);
  });

  it('gives invalid steps by ticks alone, where the bus is silent from the start', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    const reasons = [0, 100, 200, 300].flatMap((ms) => sampler.tick(START + ms * 1000).map((one) => one.reasons));
    expect(reasons).toEqual([['SIGNAL_AWAITED'], ['SIGNAL_AWAITED'], ['SIGNAL_LOST']]);
  });
});

describe('FrameSampler, a signal that stays away', () => {
  it('is late at 2.5 periods and lost at 5, its value held and its age told', () => {
    const { samples } = sampleAll(without(driveFor(0, 600), 37, 141));
    expect(at(samples, 100)).toMatchObject({ valid: true, reasons: [] });
    // last at 140 ms; 60 ms are 3 periods, 160 ms are 8
    expect(at(samples, 200)).toMatchObject({ valid: true, reasons: ['SIGNAL_LATE'], steeringAngleDeg: 1.5 });
    expect(at(samples, 200)!.ages!.steeringAngleDeg).toBeCloseTo(0.06, 9);
    expect(at(samples, 300)).toMatchObject({ valid: false, reasons: ['SIGNAL_LOST'] });
  });

  it('is awaited until it comes, and lost when it should have', () => {
    const { samples } = sampleAll(without(driveFor(10, 400), 37, 0));
    expect(samples.map(({ reasons }) => reasons)).toEqual([['SIGNAL_AWAITED'], ['SIGNAL_LOST'], ['SIGNAL_LOST']]);
    expect(samples.some(({ valid }) => valid)).toBe(false);
  });

  it('is told as absent by name; what a prediction can do without, only once it has come', () => {
    const signals = {
      gear: { signal: 'GEAR_BOX.GEAR', reverse: [2] },
      lateralAcceleration: {
        signal: 'MOTION.PATH',
        unit: 'm/s2',
        validWhen: { signal: 'STEERING.QUALITY', equals: [3] },
      },
      odometer: { signal: 'SPEED.REAR', unit: 'm' },
    };
    const sampler = new FrameSampler(makeVehicle({ signals }), { dt: DT });
    for (const frame of without(driveFor(0, 200), 37, 0)) sampler.push(frame);
    expect(sampler.absences).toEqual(['awaited: gear (GEAR_BOX 0x3BC)', 'lost: steering (STEERING 0x25)']);
    for (const frame of without(driveFor(220, 600), 180, 0)) sampler.push(frame);
    expect(sampler.absences).toEqual([
      'awaited: gear (GEAR_BOX 0x3BC)',
      'lost: speed (SPEED 0xB4), odometer (SPEED 0xB4)',
    ]);
  });

  it('has the limits of the profile, and none where the message is sent on change', () => {
    const frames = without(driveFor(20, 600), 37, 141);
    const slow = sampleAll(frames, { messages: { STEERING: { period: 0.2, late: 1, lost: 2 } } }).samples;
    expect(slow.map(({ reasons }) => reasons)).toEqual([[], [], [], ['SIGNAL_LATE'], ['SIGNAL_LATE'], ['SIGNAL_LOST']]);
    const onChange = sampleAll(frames, { messages: { STEERING: { cyclic: false } } }).samples;
    expect(onChange.every(({ valid }) => valid)).toBe(true);
  });
});

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

  it('follows a clock that a tick finds set, with the frames that had come of its time', () => {
    const sampler = new FrameSampler(makeVehicle(gear), { dt: DT });
    for (const frame of [send(0, 'GEAR_BOX', { GEAR: 1 }), ...driveFor(0, 500)]) sampler.push(frame);
    expect(sampler.push(send(510 + HOUR, 'GEAR_BOX', { GEAR: 2 }))).toEqual([]);
    sampler.tick(START + (512 + HOUR) * 1000);
    const samples = driveFor(520 + HOUR, 700 + HOUR).flatMap((frame) => sampler.push(frame));
    expect(samples[0]).toMatchObject({ valid: false, reasons: ['CLOCK_STEP', 'REVERSE'] });
    expect(sampler.counts).toMatchObject({ clockSteps: 1, faults: new Map() });
  });

  it('gives every step of a silence that is no clock step', () => {
    const { samples } = sampleAll([...driveFor(0, 1000), ...driveFor(4000, 5000)]);
    expect(samples.map(msOf)).toEqual(samples.map((_, k) => k * 100));
    expect(at(samples, 2500)).toMatchObject({ valid: false, reasons: ['SIGNAL_LOST'] });
    expect(at(samples, 4500)).toMatchObject({ valid: true, reasons: [] });
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

describe('FrameSampler, what a map needs', () => {
  const signals = {
    latitude: { signal: 'STEERING.FRACTION', unit: 'deg' },
    longitude: { signal: 'MOTION.PATH', unit: 'deg' },
    laneCurvature: { signal: 'SPEED.REAR', unit: '1/km' },
  };

  it('gives the position its age, and the lane where a camera sees one', () => {
    const frames = [
      ...driveFor(0, 100),
      send(111, 'STEERING', { ANGLE: 1.5, FRACTION: 0.5 }),
      send(131, 'MOTION', { YAW_RATE: 0.1, PATH: 11 }),
      send(140, 'SPEED', { FRONT: 72, REAR: 4 }),
      send(200.001, 'GEAR_BOX', { GEAR: 0 }),
      send(201, 'SPEED', { FRONT: 72, REAR: 0 }),
    ];
    const { samples } = sampleAll(frames, { signals });
    const sample = samples.find((one) => msOf(one) === 200)!;
    expect(sample).toMatchObject({ latitude: 0.5, longitude: 11, positionAge: 0.089 });
    expect(sample.lane).toEqual({ curvature: 0.004, curvatureRate: 0 });
    const late = sampleAll(frames, { signals, positionLatency: 0.15 }).samples.find((one) => msOf(one) === 200)!;
    expect(late).toEqual({ ...sample, positionAge: expect.closeTo(0.239, 9) as number });
    expect('lane' in sampleAll(frames).samples[0]!).toBe(false);
  });
});
