import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import { driveFor, makeVehicle, send, START } from './make-vehicle.js';
import { at, DT, msOf, sampleAll, without } from './sample-all.js';

const HOUR = 3_600_000;

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

  it('is closed by a tick 40 ms late where no frame comes', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 80)) sampler.push(frame);
    expect(sampler.tick(START + 139_000)).toEqual([]);
    expect(sampler.tick(START + 140_000)).toMatchObject([{ vEgo: 20, valid: true }]);
    expect(sampler.tick(START + 440_000).map(({ reasons }) => reasons)).toEqual([
      ['SIGNAL_LOST'],
      ['SIGNAL_LOST'],
      ['SIGNAL_LOST'],
    ]);
  });

  it('takes no frame at a grid time that a tick has closed', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: DT });
    for (const frame of driveFor(20, 80)) sampler.push(frame);
    sampler.tick(START + 140_000);
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
