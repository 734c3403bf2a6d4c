import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLUMNS, DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, start } from './steercast.js';

const newFolder = useFolders();

/** lines of a good drive, the header first */
const GOOD = toCsv(smallDrive(40)).trimEnd().split('\n');
/** Lines of a good drive, the header first → the lines of a bad one. */
type Spoil = (lines: string[]) => string[];

const columnOf = (title: string) => COLUMNS.findIndex((name) => name === title);

/** Puts a text into a column of the file's line `number`, counted from 1. */
const cell =
  (title: string, number: number, text: string): Spoil =>
  (lines) =>
    lines.map((line, index) => {
      if (index !== number - 1) return line;
      return line
        .split(',')
        .map((old, c) => (c === columnOf(title) ? text : old))
        .join(',');
    });

const withoutColumn = (title: string) => (lines: string[]) =>
  lines.map((line) =>
    line
      .split(',')
      .filter((_, c) => c !== columnOf(title))
      .join(','),
  );

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

/** The good drive with every row marked as not to be used. */
const INVALID = GOOD.map((line, index) => (index === 0 ? line : line.replace(/1$/, '0')));

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

async function folderWith(name: string, content: string): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, name), content);
  return folder;
}

const REPLAY_OPTIONS = ['--model', DEFAULT_MODEL, '--out', 'out.csv'];

describe('replay refuses a drive with', () => {
  it.concurrent.each(CASES)('%s', async (_, spoil, line) => {
    const folder = await folderWith('bad.csv', text(spoil(GOOD)));
    expect(await refusal(['replay', 'bad.csv', ...REPLAY_OPTIONS], folder)).toBe(`steercast: ${line}`);
  });

  it.concurrent('bytes that are no text', async () => {
    const folder = await folderWith('bad.csv', '\x00\x01\x02\xff'.repeat(4000));
    const line = await refusal(['replay', 'bad.csv', ...REPLAY_OPTIONS], folder);
    expect(line).toMatch(/^steercast: expected text in UTF-8, or in UTF-16 .*, got a zero byte: .* \(bad\.csv:1\)$/);
    expect(line.length).toBeLessThan(400);
  });
});

describe('replay refuses', () => {
  it.concurrent('a drive that is not there, or of another kind', async () => {
    const folder = await folderWith('drive.pdf', '%PDF');
    const none = await refusal(['replay', 'none.csv', ...REPLAY_OPTIONS], folder);
    expect(none).toContain('got no such file or folder (none.csv)');
    const other = await refusal(['replay', 'drive.pdf', ...REPLAY_OPTIONS], folder);
    expect(other).toContain('got the extension .pdf (drive.pdf)');
  });

  it.concurrent('a folder of drives, whose times do not go on from one to the next', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'drives'));
    await writeFile(join(folder, 'drives', 'a.csv'), text(GOOD));
    await writeFile(join(folder, 'drives', 'b.csv'), text(cell('Velocity', 7, '9')(GOOD)));
    expect(await refusal(['replay', 'drives', ...REPLAY_OPTIONS], folder)).toMatch(/expected .* \(drives\)$/);
  });
});

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

  it.concurrent(
    'refuse signals that no road vehicle has before they learn from them, and replay remarks on them',
    async () => {
      const folder = await newFolder();
      const rad = smallDrive(200).map((row) => ({ ...row, Steering_Angle: row.Steering_Angle / 57.3 }));
      await writeFile(join(folder, 'rad.csv'), toCsv(rad));
      const doubt =
        'expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got 52: is the steering in rad, or the yaw rate in deg/s?';
      const line = `steercast: ${doubt} (--units steering=rad; rad.csv)`;
      for (const command of ['train', 'compare']) {
        const out = command === 'train' ? ['--out', 'model', '--split', 'seed'] : [];
        expect(await refusal([command, 'rad.csv', ...out], folder)).toBe(line);
      }
      const remark = `rad.csv: ${doubt} (--units steering=rad)`;
      const { code, stderr } = await start(['replay', 'rad.csv', ...REPLAY_OPTIONS], folder).ended;
      expect([code, stderr.split('\n')[0]]).toEqual([0, remark]);
      const { stdout } = await start(['inspect', 'rad.csv'], folder).ended;
      expect(stdout).toContain(`remark: ${remark.replace('rad.csv: ', '')}`);
      const right = await start(['inspect', 'rad.csv', '--units', 'steering=rad'], folder).ended;
      expect(right.stdout).toContain('signs and units: nothing looks wrong');
    },
  );

  it.concurrent(
    'refuse to learn from a drive that is steered against its bends; evaluate says so, on its page too',
    async () => {
      const folder = await newFolder();
      const flipped = smallDrive(300).map((row) => ({ ...row, Steering_Angle: -row.Steering_Angle }));
      await writeFile(join(folder, 'flipped.csv'), toCsv(flipped));
      const doubt =
        'expected steering to the side that the curvature bends to, got the other in 5 of 5 bends (correlation -1.00): does one of them count up to the right?';
      const line = `steercast: ${doubt} (--right-positive steering, or --right-positive curvature; flipped.csv)`;
      for (const command of ['train', 'compare']) {
        const out = command === 'train' ? ['--out', 'model', '--split', 'seed'] : [];
        expect(await refusal([command, 'flipped.csv', ...out], folder)).toBe(line);
      }
      const evaluate = ['evaluate', 'flipped.csv', '--model', DEFAULT_MODEL, '--report', 'report.html'];
      const { code, stderr } = await start(evaluate, folder).ended;
      expect(code).toBe(0);
      const remark = `flipped.csv: ${doubt} (--right-positive steering, or --right-positive curvature)`;
      expect(stderr.split('\n')).toContain(remark);
      expect(stderr).toContain(
        '1 of 1 drive has signals that no road vehicle has, as remarked above: the figures say little of the model\n',
      );
      const html = await readFile(join(folder, 'report.html'), 'utf8');
      expect(html).toContain(`<li class="warning">Doubtful: ${remark}.</li>`);
      expect(html).toContain(
        'Not checked, of 1 drive: unit of speed (Ay is made of speed² × curvature, no positions).</li>',
      );
      // given to a drive that counts to the left, the option itself is what is wrong
      await writeFile(join(folder, 'left.csv'), toCsv(smallDrive(300)));
      const mistaken = start(
        ['evaluate', 'left.csv', '--model', DEFAULT_MODEL, '--right-positive', 'steering'],
        folder,
      );
      expect((await mistaken.ended).stderr.split('\n')).toContain(
        `left.csv: ${doubt} (--right-positive steering is given: leave it out, or make it --right-positive steering,curvature)`,
      );
      const right = [...evaluate, '--right-positive', 'steering'];
      expect((await start(right, folder).ended).stderr).not.toContain('bends');
      expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('Doubtful');
    },
  );

  it.concurrent('refuse all drives at once that are not to be learnt from, a line each', async () => {
    const folder = await newFolder();
    const good = smallDrive(300);
    const rad = good.map((row) => ({ ...row, Steering_Angle: row.Steering_Angle / 57.3 }));
    const flipped = good.map((row) => ({ ...row, Steering_Angle: -row.Steering_Angle }));
    await writeFile(join(folder, 'good.csv'), toCsv(good));
    await writeFile(join(folder, 'rad.csv'), toCsv(rad));
    await writeFile(join(folder, 'none.csv'), 't,Curvature\n');
    await writeFile(join(folder, 'flip.csv'), toCsv(flipped));
    for (const command of ['train', 'compare']) {
      const out = command === 'train' ? ['--out', 'model'] : [];
      const args = [command, 'rad.csv', 'good.csv', 'none.csv', 'flip.csv', ...out];
      const { code, stderr } = await start(args, folder).ended;
      expect([code, stderr.trimEnd().split('\n')]).toEqual([
        2,
        [
          expect.stringMatching(/^steercast: expected 1500 to 8000 deg .* \(--units steering=rad; rad\.csv\)$/),
          expect.stringMatching(/^ {2}expected .*none\.csv/),
          expect.stringMatching(/^ {2}expected steering to the side .*; flip\.csv\)$/),
        ],
      ]);
    }
  });

  it.concurrent('refuse a drive slower than the step that is asked for', async () => {
    const folder = await folderWith('good.csv', text(GOOD));
    expect(await refusal(['train', 'good.csv', '--split', 'seed', '--dt', '0.05', '--out', 'model'], folder)).toBe(
      "steercast: expected rows at most 0.05 s apart (the model's step), got 0.1 s (train and compare take --dt 0.1; good.csv)",
    );
  });

  it.concurrent('refuse a drive without t where no option says its step', async () => {
    const folder = await folderWith('bad.csv', text(withoutColumn('t')(GOOD)));
    expect(await refusal(['train', 'bad.csv', '--split', 'seed', '--out', 'model'], folder)).toBe(
      'steercast: expected a column t or the step of the rows (--row-dt), ' +
        'got neither, so when its rows were taken is not known (bad.csv:1)',
    );
  });

  it.concurrent('refuse a folder without drives', async () => {
    const folder = await folderWith('notes.md', '# none');
    const line = /^steercast: expected drive files \(\.csv, .*\.xlsx.*\) in a folder, got none \(\.\)$/;
    expect(await refusal(['train', '.', '--out', 'model'], folder)).toMatch(line);
  });

  it.concurrent('leave no folder behind where there are too few drives to split', async () => {
    const folder = await folderWith('good.csv', text(GOOD));
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
      await writeFile(join(folder, name), text(cell('Velocity', 7, `${20 + d}`)(INVALID)));
    }
    const line = await refusal(['train', 'a.csv', 'b.csv', 'c.csv', '--out', 'model', '--dt', '0.1'], folder);
    expect(line).toMatch(/expected at least one window of 10 valid samples to train on, got none in [abc]\.csv/);
  });

  it.concurrent('say in one line that a drive has no window to score', async () => {
    const folder = await folderWith('bad.csv', text(INVALID));
    const line = await refusal(['evaluate', 'bad.csv', '--model', DEFAULT_MODEL, '--json'], folder);
    expect(line).toMatch(/expected at least one window to score, got none in .*bad\.csv/);
  });
});
