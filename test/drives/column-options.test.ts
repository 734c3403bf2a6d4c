import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { parseRightPositive } from '../../drives/right-positive.js';
import { parseUnits } from '../../drives/units.js';

describe('parseUnits', () => {
  it.each([
    ['t=s', { t: 1 }],
    ['t=ms', { t: 0.001 }],
    ['t=us', { t: 1e-6 }],
    ['t=ns', { t: 1e-9 }],
    ['curvature=1/km', { curvature: 0.001 }],
    ['velocity=km/h', { velocity: 1000 / 3600 }],
    ['velocity=mph', { velocity: 1609.344 / 3600 }],
    ['ay=g', { ay: 9.80665 }],
    ['steering=rad', { steering: 180 / Math.PI }],
    ['positionAge=ms', { positionAge: 0.001 }],
    [' Velocity = m/s , steering=deg', { velocity: 1, steering: 1 }],
  ])('reads %s', (text, factors) => {
    expect(parseUnits(text)).toEqual(factors);
  });

  it.each([
    'velocity=knots',
    'speed=km/h',
    'velocity',
    '',
    'velocity=',
    'valid=1',
    'velocity=constructor',
    'velocity=KM/H',
  ])('refuses "%s" and lists what is known', (text) => {
    expect(() => parseUnits(text)).toThrow(InputError);
    const known =
      't=s|ms|us|ns, curvature=1/m|1/km, velocity=m/s|km/h|mph, ay=m/s2|g, steering=deg|rad, positionAge=s|ms';
    expect(() => parseUnits(text)).toThrow(`expected units of ${known}, got "${text}" (--units)`);
  });

  it('refuses a column that is named twice', () => {
    expect(() => parseUnits('velocity=mph,velocity=m/s')).toThrow('expected one unit for velocity, got another, "m/s"');
  });
});

describe('parseRightPositive', () => {
  it('reads the columns, each once', () => {
    expect(parseRightPositive('steering, Curvature,steering,ay')).toEqual(['steering', 'curvature', 'ay']);
  });

  it.each(['velocity', '', 'steering,'])('refuses "%s" and lists what is known', (text) => {
    expect(() => parseRightPositive(text)).toThrow(InputError);
    expect(() => parseRightPositive(text)).toThrow('expected columns of curvature, ay, steering, got "');
  });
});
