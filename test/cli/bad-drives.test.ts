import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { cell, GOOD, text, folderWith, withoutColumn, type Spoil } from './spoilt-drive.js';
import { refusal } from './steercast.js';

const newFolder = useFolders();
const REPLAY_OPTIONS = ['--model', DEFAULT_MODEL, '--out', 'out.csv'];

const CASES: readonly [what: string, spoil: Spoil, line: string][] = [
  [
    'a missing column',
    withoutColumn('Curvature'),
    'expected one column of each name, got no Curvature in "t, Velocity, Ay, Steering_Angle, Valid"; other names? --columns (bad.csv:1)',
  ],
  [
    'a doubled column',
    (lines) => lines.map((line, index) => `${line},${index === 0 ? 'velocity' : '3'}`),
    'expected one column of each name, got 2 Velocity in "t, Curvature, Velocity, Ay, Steering_Angle, Valid, velocity" (bad.csv:1)',
  ],
  ['text in a cell', cell('Velocity', 7, 'fast'), 'expected a number in Velocity, got "fast" (bad.csv:7)'],
  [
    'an empty cell',
    cell('Steering_Angle', 9, ''),
    'expected a number in Steering_Angle, got an empty cell (bad.csv:9)',
  ],
  ['NaN', cell('Curvature', 41, 'NaN'), 'expected a number in Curvature, got "NaN" (bad.csv:41)'],
  ['Inf', cell('Velocity', 2, 'Inf'), 'expected a number in Velocity, got "Inf" (bad.csv:2)'],
  [
    '-Infinity',
    cell('Steering_Angle', 3, '-Infinity'),
    'expected a number in Steering_Angle, got "-Infinity" (bad.csv:3)',
  ],
  ['NaN as a time', cell('t', 5, 'nan'), 'expected a number in t, got "nan" (bad.csv:5)'],
  ['time going back', cell('t', 12, '0.85'), 'expected a time that rises, got 0.85 s after 0.9 s (bad.csv:12)'],
  ['time standing still', cell('t', 12, '0.9'), 'expected a time that rises, got 0.9 s after 0.9 s (bad.csv:12)'],
  ['a row of too many cells', cell('Valid', 8, '1,1'), 'expected 6 cells as in the header, got 7 (bad.csv:8)'],
  ['an open quote', cell('Ay', 10, '"0.1'), 'expected quotes that close, got an open one (bad.csv:10)'],
  [
    'fewer rows than a window',
    (lines) => lines.slice(0, 10),
    'expected at least 10 rows (one window), got 9 (bad.csv:1)',
  ],
  ['a header alone', (lines) => lines.slice(0, 1), 'expected at least 10 rows (one window), got none (bad.csv:1)'],
  ['an empty file', () => [], 'expected a header and rows, got an empty file (bad.csv:1)'],
  [
    'rows slower than the model',
    (lines) => lines.filter((_, index) => index === 0 || index % 2 === 1),
    "expected rows at most 0.1 s apart (the model's step), got 0.2 s (train and compare take --dt 0.2; bad.csv)",
  ],
];

describe('replay refuses a drive with', () => {
  it.concurrent.each(CASES)('%s', async (_, spoil, line) => {
    const folder = await folderWith(newFolder, 'bad.csv', text(spoil(GOOD)));
    expect(await refusal(['replay', 'bad.csv', ...REPLAY_OPTIONS], folder)).toBe(`steercast: ${line}`);
  });

  it.concurrent('bytes that are no text', async () => {
    const folder = await folderWith(newFolder, 'bad.csv', '\x00\x01\x02\xff'.repeat(4000));
    const line = await refusal(['replay', 'bad.csv', ...REPLAY_OPTIONS], folder);
    expect(line).toMatch(/^steercast: expected text in UTF-8, or in UTF-16 .*, got a zero byte: .* \(bad\.csv:1\)$/);
    expect(line.length).toBeLessThan(400);
  });
});

describe('replay refuses', () => {
  it.concurrent('a drive that is not there, or of another kind', async () => {
    const folder = await folderWith(newFolder, 'drive.pdf', '%PDF');
    const none = await refusal(['replay', 'none.csv', ...REPLAY_OPTIONS], folder);
    expect(none).toContain('got no such file or folder (none.csv)');
    const other = await refusal(['replay', 'drive.pdf', ...REPLAY_OPTIONS], folder);
    expect(other).toContain('got the extension .pdf (drive.pdf)');
  });

  it.concurrent('a folder of drives, whose times do not go on from one to the next', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'drives'));
    await writeFile(join(folder, 'drives', 'a.csv'), text(GOOD));
    await writeFile(join(folder, 'drives', 'b.csv'), toCsv(smallDrive(40, 20, 31)));
    expect(await refusal(['replay', 'drives', ...REPLAY_OPTIONS], folder)).toMatch(/expected .* \(drives\)$/);
  });
});
