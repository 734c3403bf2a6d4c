import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { cell, GOOD, text, folderWith, withoutColumn } from './spoilt-drive.js';
import { refusal, start } from './steercast.js';

const newFolder = useFolders();

/** The good drive with every row marked as not to be used. */
const INVALID = GOOD.map((line, index) => (index === 0 ? line : line.replace(/1$/, '0')));

describe('train and evaluate', () => {
  it.concurrent('name the one bad drive of a folder, and write nothing', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'drives'));
    for (const name of ['a.csv', 'b.csv', 'c.csv']) await writeFile(join(folder, 'drives', name), text(GOOD));
    const place = join('drives', 'd.csv');
    await writeFile(join(folder, place), text(cell('Velocity', 7, 'fast')(GOOD)));
    const line = `steercast: expected a number in Velocity, got "fast" (${place}:7)`;
    expect(await refusal(['train', 'drives', '--out', 'model', '--epochs', '1'], folder)).toBe(line);
    const evaluate = ['evaluate', 'drives', '--model', DEFAULT_MODEL, '--json', '--report', 'report.html'];
    expect(await refusal(evaluate, folder)).toBe(line);
  });

  it.concurrent('refuse a drive slower than the step that is asked for', async () => {
    const folder = await folderWith(newFolder, 'good.csv', text(GOOD));
    expect(await refusal(['train', 'good.csv', '--split', 'seed', '--dt', '0.05', '--out', 'model'], folder)).toBe(
      "steercast: expected rows at most 0.05 s apart (the model's step), got 0.1 s (train and compare take --dt 0.1; good.csv)",
    );
  });

  it.concurrent('refuse a drive without t where no option says its step', async () => {
    const folder = await folderWith(newFolder, 'bad.csv', text(withoutColumn('t')(GOOD)));
    expect(await refusal(['train', 'bad.csv', '--split', 'seed', '--out', 'model'], folder)).toBe(
      'steercast: expected a column t or the step of the rows (--row-dt), ' +
        'got neither, so when its rows were taken is not known (bad.csv:1)',
    );
  });

  it.concurrent('refuse a folder without drives', async () => {
    const folder = await folderWith(newFolder, 'notes.md', '# none');
    const line = /^steercast: expected drive files \(\.csv, .*\.xlsx.*\) in a folder, got none \(\.\)$/;
    expect(await refusal(['train', '.', '--out', 'model'], folder)).toMatch(line);
  });

  it.concurrent('leave no folder behind where there are too few drives to split', async () => {
    const folder = await folderWith(newFolder, 'good.csv', text(GOOD));
    const line = await refusal(['train', 'good.csv', '--out', 'model'], folder);
    expect(line).toContain('expected at least 3 drives to split by drive (training, validation, test), got 1');
  });

  it.concurrent('take the same rows once, under whatever name they come', async () => {
    const folder = await newFolder();
    for (const name of ['a.csv', 'b.csv', 'c.csv']) await writeFile(join(folder, name), text(GOOD));
    const { code, stderr } = await start(['train', 'a.csv', 'b.csv', 'c.csv', '--out', 'model'], folder).ended;
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'left out b.csv: the same rows as a.csv',
      'left out c.csv: the same rows as a.csv',
    ]);
    expect(stderr).toContain('expected at least 3 drives to split by drive (training, validation, test), got 1');
  });

  it.concurrent('leave no folder behind where no row is valid', async () => {
    const folder = await newFolder();
    for (const [d, name] of ['a.csv', 'b.csv', 'c.csv'].entries()) {
      const rows = smallDrive(40, 20, 30 + d).map((row) => ({ ...row, Valid: 0 }));
      await writeFile(join(folder, name), toCsv(rows));
    }
    const line = await refusal(['train', 'a.csv', 'b.csv', 'c.csv', '--out', 'model', '--dt', '0.1'], folder);
    expect(line).toMatch(/expected at least one window of 10 valid samples to train on, got none in [abc]\.csv/);
  });

  it.concurrent('say in one line that a drive has no window to score', async () => {
    const folder = await folderWith(newFolder, 'bad.csv', text(INVALID));
    const line = await refusal(['evaluate', 'bad.csv', '--model', DEFAULT_MODEL, '--json'], folder);
    expect(line).toMatch(/expected at least one window to score, got none in .*bad\.csv/);
  });
});
