import { describe, expect, it } from 'vitest';
import { doubtsOn, DRIVES, type Change } from './changed-rows.js';

const radius = ({ curvature }: { curvature: number }) => 1 / curvature;
const shown = (curvature: number) => Math.max(-5000, Math.min(5000, 1 / curvature));

describe.each(DRIVES)('a curvature that is a radius, of the car %s,', (_, rows) => {
  it.each<[how: string, change: Change]>([
    ['without an end', (row) => ({ curvature: radius(row) })],
    ['0 on straights', ({ curvature }) => ({ curvature: Math.abs(curvature) < 1 / 5000 ? 0 : 1 / curvature })],
    ['that ends at 5 km', ({ curvature }) => ({ curvature: shown(curvature) })],
    ['without a sign', ({ curvature }) => ({ curvature: Math.abs(shown(curvature)) })],
    ['of a car that counts to the right', (row) => ({ curvature: -radius(row) })],
  ])('is known as one, and nothing else is doubted: %s', (_how, change) => {
    expect(doubtsOn(rows, change)).toEqual([
      {
        text: expect.stringMatching(
          /^expected speed² × curvature, .* got more in \d+ % of the rows: is it a radius in m\?$/,
        ) as string,
        option: 'Curvature is 1/radius, in 1/m',
        impossible: true,
      },
    ]);
  });

  it('is told from one in 1/km, also where the bends are tight', () => {
    expect(doubtsOn(rows, ({ curvature }) => ({ curvature: curvature * 1000 }))).toMatchObject([
      { option: '--units curvature=1/km' },
    ]);
    const tight: Change = (row) => ({ curvature: row.curvature * 1e4, steeringAngleDeg: 10 * row.steeringAngleDeg });
    expect(doubtsOn(rows, tight)).toMatchObject([{ option: '--units curvature=1/km' }]);
    const opposed: Change = (row) => ({ ...tight(row), steeringAngleDeg: -10 * row.steeringAngleDeg });
    expect(doubtsOn(rows, opposed)).toContainEqual(
      expect.objectContaining({ option: '--units curvature=1/km', impossible: true }),
    );
  });
});
