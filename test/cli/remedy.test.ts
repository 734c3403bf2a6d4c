import { expect, it } from 'vitest';
import { remedy } from '../../cli/remedy.js';
import { parseRightPositive } from '../../drives/right-positive.js';
import { parseUnits } from '../../drives/units.js';

const ONE = '--right-positive steering';
const EITHER = '--right-positive steering, or --right-positive curvature';
const BOTH = '--right-positive steering,curvature';

it.each([
  [ONE, '', ONE],
  [ONE, 'steering', '--right-positive steering is given: leave it out'],
  [ONE, 'ay', '--right-positive ay is given: make it --right-positive ay,steering'],
  [
    EITHER,
    'steering',
    '--right-positive steering is given: leave it out, or make it --right-positive steering,curvature',
  ],
  [
    EITHER,
    'steering,curvature',
    '--right-positive steering,curvature is given: make it --right-positive curvature, or make it --right-positive steering',
  ],
  [BOTH, 'curvature,steering', '--right-positive curvature,steering is given: leave it out'],
  [BOTH, 'steering', '--right-positive steering is given: make it --right-positive curvature'],
])('%s, where %j is flipped: %s', (option, given, expected) => {
  const options = given === '' ? {} : { rightPositive: parseRightPositive(given) };
  expect(remedy({ option }, options)).toBe(expected);
});

const RAD = '--units steering=rad';
const BOTH_UNITS = '--units steering=rad,curvature=1/km';

it.each([
  [RAD, '', RAD],
  [RAD, 'steering=rad', '--units steering=rad is given: leave it out, or give another unit'],
  [RAD, 'steering=rad,t=ms', '--units steering=rad is given: leave it out, or give another unit'],
  [RAD, 'velocity=km/h', '--units velocity=km/h,steering=rad'],
  ['--units velocity=km/h', 'velocity=mph,t=ms', '--units velocity=km/h,t=ms'],
  [BOTH_UNITS, 'curvature=1/km', '--units curvature=1/km is given: leave it out, or give another unit'],
  ['--units', 'velocity=km/h,ay=g', '--units velocity=km/h,ay=g is given: leave it out, or give another unit'],
  ['--units', '', '--units'],
  ['look at both columns', 'velocity=km/h', 'look at both columns'],
])('%s, where the units %j are said: %s', (option, given, expected) => {
  expect(remedy({ option }, given === '' ? {} : { units: parseUnits(given) })).toBe(expected);
});
