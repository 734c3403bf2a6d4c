import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { parseColumns } from '../../drives/said-titles.js';

describe('parseColumns', () => {
  it.each([
    ['velocity=VehSpd_kph', { velocity: 'VehSpd_kph' }],
    [' Curvature = YawCrv , steering=Str Whl Ang', { curvature: 'YawCrv', steering: 'Str Whl Ang' }],
    ['vEgo=a,steeringAngleDeg=b,aLat=c,latitude=d', { velocity: 'a', steering: 'b', ay: 'c', lat: 'd' }],
    ['Steering_Angle=a,speed=b,Time=c,position age=d', { steering: 'a', velocity: 'b', t: 'c', positionAge: 'd' }],
    ['velocity=Speed, of the car [km/h],t=Zeit', { velocity: 'Speed, of the car [km/h]', t: 'Zeit' }],
    ['velocity=v=f(t)', { velocity: 'v=f(t)' }],
  ])('reads %s', (text, titles) => {
    expect(parseColumns(text)).toEqual(titles);
  });

  it.each([
    ['velo=VehSpd', 'expected a column of a drive (nearest: velocity), got "velo" (--columns)'],
    ['t=a,stering=b', 'expected a column of a drive (nearest: steering), got "stering" (--columns)'],
    ['SteeringAngel=b', 'expected a column of a drive (nearest: steering), got "SteeringAngel" (--columns)'],
    ['constructor=b', 'got "constructor" (--columns)'],
    ['velocity', 'expected NAME=TITLE, e.g. velocity=VehSpd, got "velocity" (--columns)'],
    ['velocity=', 'expected NAME=TITLE, e.g. velocity=VehSpd, got "velocity=" (--columns)'],
    ['', 'expected NAME=TITLE, e.g. velocity=VehSpd, got "" (--columns)'],
    ['=a', 'expected NAME=TITLE, e.g. velocity=VehSpd, got "=a" (--columns)'],
    ['velocity=a,vEgo=b', 'expected one title for velocity, got another, "b" (--columns)'],
    ['velocity=A,steering=a', 'expected each title once, got "a" for velocity and for steering (--columns)'],
  ])('refuses "%s"', (text, message) => {
    expect(() => parseColumns(text)).toThrow(InputError);
    expect(() => parseColumns(text)).toThrow(message);
  });
});

it('what was said before is kept, and checked with the rest', () => {
  const before = { curvature: 'YawCrv' };
  expect(parseColumns('t=Stamp', before)).toEqual({ curvature: 'YawCrv', t: 'Stamp' });
  expect(before).toEqual({ curvature: 'YawCrv' });
  expect(() => parseColumns('curvature=a', before)).toThrow('expected one title for curvature, got another, "a"');
  expect(() => parseColumns('t=yawcrv', before)).toThrow('got "yawcrv" for curvature and for t');
});
