import { describe, expect, it } from 'vitest';
import { driveSamples } from '../../drives/drive-samples.js';
import { makeRow } from '../runtime/make-rows.js';

const samples = (times: readonly number[], gridDt?: number) => [
  ...driveSamples({ rows: times.map((time) => makeRow(time)), ...(gridDt !== undefined && { gridDt }) }, 0.1),
];
const timesOf = (times: readonly number[], gridDt?: number) => samples(times, gridDt).map(({ time }) => time);

describe('driveSamples', () => {
  it('gives each grid time the last row at or before it', () => {
    expect(samples([0, 0.06, 0.11, 0.2])).toEqual([makeRow(0), { ...makeRow(0.06), time: 0.1 }, makeRow(0.2)]);
  });

  it('holds nothing across a gap', () => {
    expect(timesOf([0, 0.1, 0.55, 0.6])).toEqual([0, 0.1, 0.6]);
  });

  it.each([
    ['a row twice', [0, 0.1, 0.1, 0.2]],
    ['a row that goes back', [0, 0.1, 0.05, 0.15, 0.2]],
  ])('gives each grid time once, in order, in spite of %s', (_, given) => {
    expect(timesOf(given)).toEqual([0, 0.1, 0.2]);
  });

  it('leaves samples that lie on the grid as they are, whatever their clock did', () => {
    const given = [0.1, 0.200001, 0.3, 0.1, 0.2, 0.3];
    expect(timesOf(given, 0.1)).toEqual(given);
    expect(timesOf(given, 0.05)).not.toEqual(given); // another model's grid
  });
});
