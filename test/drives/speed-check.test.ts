import { describe, expect, it } from 'vitest';
import { doubtsOn, DRIVES } from './changed-rows.js';

describe.each(DRIVES)('of the car %s', (_, rows) => {
  it('finds a speed that no car has impossible', () => {
    expect(doubtsOn(rows, (row) => ({ vEgo: 5 * row.vEgo + 80 }))).toEqual([
      {
        text: expect.stringMatching(
          /^expected speeds below 80 m\/s, got more in 100 % of the rows, up to \d+: are they in km\/h\?$/,
        ) as string,
        option: '--units velocity=km/h',
        impossible: true,
      },
    ]);
  });

  it('wonders at a few rows that are too fast', () => {
    let row = 0;
    expect(doubtsOn(rows, ({ vEgo, aLat }) => (row++ % 100 === 0 ? { vEgo: 100, aLat: NaN } : { vEgo, aLat }))).toEqual(
      [{ text: 'the speed goes up to 100 m/s: is it in km/h?', option: '--units velocity=km/h', impossible: false }],
    );
  });
});
