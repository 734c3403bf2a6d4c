import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import { makeVehicle, send } from './make-vehicle.js';

/** The sample at 100 ms after frames that come shortly before, the last one at it. */
function sampleOf(profile: Parameters<typeof makeVehicle>[0], frames: CanFrame[]) {
  const sampler = new FrameSampler(makeVehicle(profile), { dt: 0.1 });
  const first = { SPEED: { FRONT: 72 }, STEERING: { ANGLE: 0 }, MOTION: { YAW_RATE: 0.1 } };
  for (const [name, values] of Object.entries(first)) sampler.push(send(60, name, values));
  for (const frame of frames) sampler.push(frame);
  sampler.push(send(100, 'SPEED', { FRONT: 72, REAR: 36 }));
  return sampler.end().at(-1)!;
}

const steering = (fields: object) => ({ signals: { steering: { unit: 'deg', ...fields } } });
const sum = { sum: ['STEERING.ANGLE', 'STEERING.FRACTION'] };

describe('Quantity', () => {
  it('is one signal, in the unit of a sample', () => {
    expect(sampleOf({}, [send(90, 'STEERING', { ANGLE: -300 })])).toMatchObject({ steeringAngleDeg: -300, vEgo: 20 });
    const inRadians = steering({ signal: 'STEERING.ANGLE', unit: 'rad' });
    expect(sampleOf(inRadians, [send(90, 'STEERING', { ANGLE: 1.5 })]).steeringAngleDeg).toBeCloseTo(85.9437, 4);
    const inMiles = { signals: { speed: { signal: 'SPEED.FRONT', unit: 'mph' } } };
    expect(sampleOf(inMiles, []).vEgo).toBeCloseTo((72 * 1609.344) / 3600, 9);
    const inG = { signals: { lateralAcceleration: { signal: 'MOTION.PATH', unit: 'g' } } };
    expect(sampleOf(inG, [send(90, 'MOTION', { PATH: 0.5 })]).aLat).toBeCloseTo(0.5 * 9.80665, 9); // standard gravity
  });

  it('is the sum of a coarse and a fine signal', () => {
    const frame = send(90, 'STEERING', { ANGLE: -300, FRACTION: -0.7 });
    expect(sampleOf(steering(sum), [frame]).steeringAngleDeg).toBeCloseTo(-300.7, 12);
  });

  it('is a sum of signals of two messages, as old as the older one', () => {
    const two = { signals: { speed: { sum: ['SPEED.REAR', 'GEAR_BOX.GEAR'], unit: 'm/s' } } };
    const sample = sampleOf(two, [send(70, 'GEAR_BOX', { GEAR: 3 })]);
    expect(sample.vEgo).toBe(39);
    expect(sample.ages!.vEgo).toBeCloseTo(0.03, 9);
  });

  it('is the mean of wheel speeds', () => {
    const mean = { signals: { speed: { mean: ['SPEED.FRONT', 'SPEED.REAR'], unit: 'km/h' } } };
    expect(sampleOf(mean, []).vEgo).toBeCloseTo(15, 12);
  });

  it('adds the offset in its unit and then turns a right-positive signal over', () => {
    const turned = steering({ ...sum, offset: -1, positive: 'right' });
    expect(sampleOf(turned, [send(90, 'STEERING', { ANGLE: 30, FRACTION: 0.5 })]).steeringAngleDeg).toBe(-29.5);
  });

  it('takes its sign from another signal', () => {
    const signed = steering({ signal: 'STEERING.ANGLE', signFrom: { signal: 'STEERING.SIDE', negative: [1] } });
    expect(sampleOf(signed, [send(90, 'STEERING', { ANGLE: 30, SIDE: 1 })]).steeringAngleDeg).toBe(-30);
    expect(sampleOf(signed, [send(90, 'STEERING', { ANGLE: 30, SIDE: 0 })]).steeringAngleDeg).toBe(30);
  });

  it('has no value while its sign is not known', () => {
    const signed = steering({ signal: 'STEERING.ANGLE', signFrom: { signal: 'GEAR_BOX.GEAR', negative: [2] } });
    const sample = sampleOf(signed, [send(90, 'STEERING', { ANGLE: 30 })]);
    expect(sample).toMatchObject({ steeringAngleDeg: NaN, valid: false });
    expect(sample.reasons).toContain('SIGNAL_UNAVAILABLE');
  });

  it('is taken only while another signal says so', () => {
    const judged = steering({ signal: 'STEERING.ANGLE', validWhen: { signal: 'STEERING.QUALITY', equals: [3] } });
    const good = send(80, 'STEERING', { ANGLE: 30, QUALITY: 3 });
    const bad = send(90, 'STEERING', { ANGLE: 60, QUALITY: 2 });
    const sample = sampleOf(judged, [good, bad]);
    expect(sample).toMatchObject({ steeringAngleDeg: 30, valid: true, reasons: ['SIGNAL_UNAVAILABLE'] });
    expect(sample.ages!.steeringAngleDeg).toBeCloseTo(0.02, 9);
  });

  it('is smoothed by a low-pass of the past alone', () => {
    const smoothed = { signals: { yawRate: { signal: 'MOTION.YAW_RATE', unit: 'rad/s', smoothing: 0.02 } } };
    const { yawRate } = sampleOf(smoothed, [send(80, 'MOTION', { YAW_RATE: 1.1 })]);
    expect(yawRate).toBeCloseTo(0.1 + (1 - Math.exp(-1)), 6);
  });
});

describe('the curvature of the path', () => {
  it('is yaw rate over speed', () => {
    expect(sampleOf({}, []).curvature).toBeCloseTo(0.005, 8);
  });

  it('is as old as the older of yaw rate and speed', () => {
    const age = (ms: { yawRate: number; speed: number }) => {
      const sampler = new FrameSampler(makeVehicle(), { dt: 0.1 });
      sampler.push(send(50, 'STEERING', { ANGLE: 0 }));
      sampler.push(send(ms.yawRate, 'MOTION', { YAW_RATE: 0.1 }));
      sampler.push(send(ms.speed, 'SPEED', { FRONT: 72 }));
      return sampler.push(send(101, 'STEERING', { ANGLE: 0 }))[0]!.ages!.curvature;
    };
    expect(age({ yawRate: 90, speed: 70 })).toBeCloseTo(0.03, 9);
    expect(age({ yawRate: 60, speed: 70 })).toBeCloseTo(0.04, 9);
  });

  it('is its own signal where the profile names one', () => {
    const own = { signals: { curvature: { signal: 'MOTION.PATH', unit: '1/km', positive: 'right' } } };
    const frame = send(90, 'MOTION', { YAW_RATE: 0.1, PATH: 4 });
    expect(sampleOf(own, [frame])).toMatchObject({ curvature: -0.004, valid: true });
  });

  it('is not told below the speed floor: standstill is not valid', () => {
    const sampler = new FrameSampler(makeVehicle(), { dt: 0.1 });
    sampler.push(send(80, 'STEERING', { ANGLE: 3 }));
    sampler.push(send(80, 'MOTION', { YAW_RATE: 0.001 }));
    sampler.push(send(100, 'SPEED', { FRONT: 0 }));
    const [standing] = sampler.end();
    expect(standing).toMatchObject({ curvature: NaN, vEgo: 0, valid: false, reasons: ['LOW_SPEED'] });
  });

  it('takes a speed below zero for driving backwards, but not a zero that is rounded', () => {
    const shifted = (offset: number) => ({ signals: { speed: { signal: 'SPEED.FRONT', unit: 'm/s', offset } } });
    expect(sampleOf(shifted(-82), [])).toMatchObject({ vEgo: -10, valid: false, reasons: ['REVERSE'] });
    const crawling = sampleOf(shifted(-72.5), []);
    expect(crawling.vEgo).toBe(-0.5);
    expect(crawling.reasons).toContain('REVERSE');
    expect(sampleOf(shifted(-72 - 1e-9), [])).toMatchObject({ valid: false, reasons: ['LOW_SPEED'] });
  });

  it('has in reverse gear the sign that the same steering has forwards, and is not valid', () => {
    const gear = { signals: { gear: { signal: 'GEAR_BOX.GEAR', reverse: [2] } } };
    const sample = sampleOf(gear, [send(90, 'GEAR_BOX', { GEAR: 2 }), send(95, 'MOTION', { YAW_RATE: -0.1 })]);
    expect(sample).toMatchObject({ vEgo: -20, valid: false, reasons: ['REVERSE'] });
    expect(sample.curvature).toBeCloseTo(0.005, 8);
    expect(sampleOf(gear, [send(90, 'GEAR_BOX', { GEAR: 1 })])).toMatchObject({ vEgo: 20, valid: true, reasons: [] });
  });
});
