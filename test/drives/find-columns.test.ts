import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { findColumns, otherColumns } from '../../drives/find-columns.js';
import { titleUnits } from '../../drives/title-units.js';

const ALL = ['t', 'Curvature', 'Velocity', 'Ay', 'Steering_Angle', 'Valid', 'lat', 'lon', 'x', 'y'];

describe('findColumns', () => {
  it('finds every column in any order and case, with blanks around and others between', () => {
    const title = (name: string) =>
      fc
        .tuple(fc.mixedCase(fc.constant(name)), fc.constantFrom('', ' ', '\t'))
        .map(([cased, blank]) => blank + cased + blank);
    const header = fc
      .tuple(...ALL.map(title))
      .chain((titles) => fc.shuffledSubarray([...titles, 'Gear', 'Torque'], { minLength: 12 }));
    fc.assert(
      fc.property(header, (titles) => {
        const at = (name: string) => titles.findIndex((title) => title.trim().toLowerCase() === name.toLowerCase());
        const [t, curvature, velocity, ay, steering, valid, lat, lon, x, y] = ALL.map(at);
        expect(findColumns(titles, 'a.csv:1')).toEqual({ t, curvature, velocity, ay, steering, valid, lat, lon, x, y });
      }),
    );
  });

  it('leaves out the optional columns that are not there', () => {
    expect(findColumns(['Velocity', 'Curvature', 'Steering_Angle'], '')).toEqual({
      velocity: 0,
      curvature: 1,
      steering: 2,
    });
  });

  it('names the missing and the doubled columns, those that are there, and the place', () => {
    const find = () => findColumns(['t', 'Vel', 'Curvature', 'curvature ', 'Steering_Angle'], 'a.csv:1');
    expect(find).toThrow(InputError);
    expect(find).toThrow(
      'expected one column of each name, got 2 Curvature and no Velocity in "t, Vel, Curvature, curvature, Steering_Angle"; other names? --columns velocity=Vel (a.csv:1)',
    );
  });

  it('refuses a doubled optional column', () => {
    expect(() => findColumns([...ALL, 'T'], 'a.csv:1')).toThrow('got 2 t in');
  });

  it.each([
    ['Time', 'Speed', 'SteeringAngle'],
    ['timestamp', 'vehicle speed', 'steering_wheel_angle'],
    ['TIME', 'Velocity', 'Steering'],
  ])('takes %s, %s and %s for what they are', (t, velocity, steering) => {
    expect(findColumns([steering, 'Curvature', t, velocity], '')).toEqual({
      t: 2,
      velocity: 3,
      curvature: 1,
      steering: 0,
    });
  });

  it('prefers its own names, then the first of the others, and names a doubled one', () => {
    const header = ['Timestamp', 'Time', 'Steering', 'Curvature', 'Velocity', 'Speed', 'Steering_Angle'];
    expect(findColumns(header, '')).toEqual({ t: 1, steering: 6, curvature: 3, velocity: 4 });
    expect(() => findColumns([...header, 'time'], '')).toThrow('got 2 Time in');
  });

  const NEEDED = ['Velocity', 'Curvature', 'Steering_Angle'];
  const needed = { velocity: 0, curvature: 1, steering: 2 };

  it.each(['Ay (filtered)', 'Time (UTC)', 'lat [rad]', 'x [ft]', 'y [km]', 'Position_Age [min]', 'Speed [knots]'])(
    'takes %s for another column',
    (title) => {
      expect(findColumns([...NEEDED, title], '')).toEqual(needed);
    },
  );

  it('takes one in a unit that it does not know where its unit is said, and no better one is there', () => {
    const units = { velocity: 1, t: 1e-3, ay: 1 };
    const header = ['Velocity [knots]', 'Curvature', 'Steering', 'T [degC]', 'Time', 'Ay (filtered)'];
    expect(findColumns(header, '', { units })).toEqual({ ...needed, t: 4, ay: 5 });
    expect(findColumns([...header, 'Speed'], '', { units })).toEqual({ ...needed, velocity: 6, t: 4, ay: 5 });
  });

  it('prefers the title that is written like the name, then the one without a unit', () => {
    const header = ['Velocity [km/h]', 'Velocity', 'SteeringAngle', 'Steering_Angle', 'Curvature [1/m]', 'curva ture'];
    expect(findColumns(header, '')).toEqual({ velocity: 1, steering: 3, curvature: 5 });
    const doubled = ['Velocity [km/h]', 'Velocity [m/s]', 'Curvature', 'Steering'];
    expect(() => findColumns(doubled, '')).toThrow('got 2 Velocity in');
  });

  it('leaves a time by another name alone where the step of the rows is said', () => {
    expect(findColumns([...NEEDED, 'Time'], '', { rowDt: 0.1 })).toEqual(needed);
    expect(findColumns([...NEEDED, 'Time', 't [ms]'], '', { rowDt: 0.1 })).toEqual({ ...needed, t: 4 });
  });

  it('shows no more than the beginning of an endless header', () => {
    expect(() => findColumns(['x'.repeat(100_000)], 'a.csv:1')).toThrow(/^.{150,250}$/);
  });
});

describe('titleUnits', () => {
  const units = (...titles: string[]) => titleUnits(titles, findColumns(titles, 'a.csv:1'));

  it('takes the units that titles say', () => {
    const header = ['Time [ms]', 'Curvature (1/km)', 'Speed [km/h]', 'Ay [m/s²]', 'Steering Angle [°]', 'lat [deg]'];
    expect(units(...header)).toEqual({ t: 1e-3, curvature: 1e-3, velocity: 1 / 3.6, ay: 1, steering: 1, lat: 1 });
    expect(units('Curvature', 'Velocity []', 'Steering_Angle(rad)')).toEqual({ steering: 180 / Math.PI });
  });

  it.each([
    ['Velocity [kph]', { velocity: 1 / 3.6 }],
    ['Velocity [KM/H]', { velocity: 1 / 3.6 }],
    ['Velocity', 'Time [µs]', { t: 1e-6 }],
    ['Velocity', 'Ay [M/S^2]', { ay: 1 }],
    ['Velocity', 'Position_Age [ms]', { positionAge: 1e-3 }],
    ['Velocity', 'x [m]', { x: 1 }],
  ])('takes %s', (...row) => {
    const titles = row.filter((one) => typeof one === 'string');
    expect(units('Curvature', 'Steering', ...titles)).toEqual(row.at(-1));
  });

  it('refuses one that it does not know in a column that is needed', () => {
    expect(() => units('Curvature', 'Velocity [knots]', 'Steering')).toThrow(
      'expected Velocity in m/s, km/h, mph, got "knots" in its title or below it (--units; a.csv:1)',
    );
  });
});

it('otherColumns tells what was read under another name, and what was left alone', () => {
  const header = [' Time', 'Steering angle', 'Curvature', 'Speed', 'Driver', '', 'Steering'];
  expect(otherColumns(header, findColumns(header, ''))).toEqual({
    readAs: ['Time as t', 'Speed as Velocity'],
    passedOver: [],
    others: ['Driver', 'Steering'],
  });
});
