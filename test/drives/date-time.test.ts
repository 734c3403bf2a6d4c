import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dateSeconds } from '../../drives/date-time.js';
import { readDrive } from '../../drives/read-drive.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();

describe('a date and time', () => {
  it.each<[text: string, seconds: number]>([
    ['1970-01-01T00:00:01Z', 1],
    ['2024-03-01T12:00:00.123456Z', 1_709_294_400.123456],
    ['2024-03-01 12:00:00,5', 1_709_294_400.5],
    ['2024-03-01T13:00:00.25+01:00', 1_709_294_400.25],
    ['2024-03-01T06:30:00-0530', 1_709_294_400],
    [' 2024-03-01T14:00:00+02 ', 1_709_294_400],
  ])('%s is %s s', (text, seconds) => {
    expect(dateSeconds(text)).toBe(seconds);
  });

  it.each([
    '',
    '12.5',
    '2024-03-01',
    '12:00:00',
    '2024-13-01T12:00:00Z',
    '2023-02-29T12:00:00Z',
    '2024-03-01T25:00:00Z',
    'now',
  ])('is not %j', (text) => {
    expect(dateSeconds(text)).toBeNaN();
  });
});

describe('a drive whose time column holds dates', () => {
  const write = async (stamps: readonly string[]) => {
    const path = join(await newFolder(), 'drive.csv');
    const rows = stamps.map((stamp) => `${stamp},0.001,10,2`);
    await writeFile(path, ['timestamp,Curvature,Velocity,Steering_Angle', ...rows, ''].join('\n'));
    return path;
  };

  it('has their seconds', async () => {
    const path = await write(['2024-03-01T12:00:00.0Z', '2024-03-01T12:00:00.1Z', '2024-03-01T12:00:00.2Z']);
    const { rows } = await readDrive(path, { minRows: 2 });
    expect(rows.map(({ time }) => time)).toEqual([1_709_294_400, 1_709_294_400.1, 1_709_294_400.2]);
  });

  it('is refused where one is none', async () => {
    const path = await write(['2024-03-01T12:00:00Z', '5']);
    await expect(readDrive(path, { minRows: 2 })).rejects.toThrow(
      `expected a date and time in timestamp, got "5" (${path}:3)`,
    );
  });
});
