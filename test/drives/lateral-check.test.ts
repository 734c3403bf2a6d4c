import { describe, expect, it } from 'vitest';
import { judge } from '../../drives/signal-check.js';
import { doubtsOn, DRIVES, hum, type Change } from './changed-rows.js';

describe.each(DRIVES)('of the car %s', (_, rows) => {
  it('knows another signal from the lateral acceleration', () => {
    expect(doubtsOn(rows, (row) => ({ aLat: hum(row) }))).toMatchObject([
      {
        text: expect.stringMatching(
          /^the lateral acceleration hardly goes with speed² × curvature \(correlation -?0\.\d\d in \d bends\): is Ay another signal\?$/,
        ) as string,
        impossible: false,
      },
    ]);
    const noisy = judge(
      rows.map((row) => ({
        ...row,
        curvature: row.curvature / 1000,
        steeringAngleDeg: 5 * row.curvature,
        aLat: hum(row),
      })),
    );
    expect(noisy.unchecked.join()).toMatch(/^unit of Ay \(Ay and speed² × curvature correlate by -?0\.\d\d only\)/);
    expect(noisy.agreeing.join()).not.toContain('Ay');
  });

  it('finds a curvature in 1/km impossible where the steering says nothing of it', () => {
    const change: Change = (row) => ({ curvature: row.curvature * 1000, steeringAngleDeg: 0 });
    expect(doubtsOn(rows, change)).toMatchObject([
      {
        text: expect.stringMatching(/^expected speed² × curvature, .* got more in \d+ % of the rows:/) as string,
        impossible: true,
      },
    ]);
  });

  it('wonders at a lateral acceleration of another unit', () => {
    expect(doubtsOn(rows, ({ vEgo, curvature }) => ({ aLat: (vEgo / 3.6) ** 2 * curvature }))).toEqual([
      {
        text: 'speed² × curvature is 13 times the lateral acceleration: is the speed in km/h?',
        option: '--units velocity=km/h',
        impossible: false,
      },
    ]);
    expect(doubtsOn(rows, ({ vEgo, curvature }) => ({ aLat: -(vEgo ** 2) * (curvature / 9.81) }))).toMatchObject([
      { option: '--units ay=g' },
    ]);
  });

  it('says of signals that are 0 throughout that they show nothing', () => {
    const { unchecked } = judge(rows.map((row) => ({ ...row, curvature: 0, steeringAngleDeg: 0 })));
    expect(unchecked).toEqual(
      expect.arrayContaining([
        'sign and unit of steering (steering or curvature is 0 throughout)',
        expect.stringContaining('(curvature is 0 throughout'),
      ]),
    );
  });
});
