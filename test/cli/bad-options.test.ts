import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { listing, refusal, start } from './steercast.js';

const newFolder = useFolders();

/** A folder with a good drive, and the words of a command; MODEL stands for a bundle. */
async function refused(words: string, prepare?: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(40)));
  await prepare?.(folder);
  return refusal(
    words.split(' ').map((word) => (word === 'MODEL' ? DEFAULT_MODEL : word)),
    folder,
  );
}

const UNITS = 't=s|ms|us|ns, curvature=1/m|1/km, velocity=m/s|km/h|mph, ay=m/s2|g, steering=deg|rad, positionAge=s|ms';

const CASES: readonly [words: string, line: string][] = [
  ['drive', "unknown command 'drive'"],
  ['train drive.csv --out model --momentum 3', "unknown option '--momentum'"],
  ['evaluate drive.csv --model MODEL --momentum 3', "unknown option '--momentum'"],
  ['replay drive.csv --model MODEL --engine ort', "unknown option '--engine'"],
  ['train drive.csv', "required option '--out <dir>' not specified"],
  ['train --out model', "missing required argument 'drives'"],
  ['replay a.csv b.csv --model MODEL', "too many arguments for 'replay'. Expected 1 argument but got 2."],
  ['train drive.csv --out', "option '--out <dir>' argument missing"],
  [
    'train drive.csv --out model --model nope',
    'expected a model named response-dense or response-lstm or sequence-lstm or seed-lstm, got "nope" (--model)',
  ],
  ['train drive.csv --out model --dt 0', 'expected a number > 0, got "0" (--dt)'],
  ['simulate --out drives --row-dt 100', 'expected a number > 0 and <= 1, got "100" (--row-dt)'],
  ['train drive.csv --out model --epochs 0', 'expected an integer >= 1, got "0" (--epochs)'],
  ['train drive.csv --out model --batch-size all', 'expected full or an integer >= 1, got "all" (--batch-size)'],
  ['train drive.csv --out model --batch-size 0', 'expected full or an integer >= 1, got "0" (--batch-size)'],
  ['train drive.csv --out model --learning-rate -1', 'expected a number > 0, got "-1" (--learning-rate)'],
  ['train drive.csv --out model --schedule cosine', 'expected constant or one-cycle, got "cosine" (--schedule)'],
  ['train drive.csv --out model --seed x', 'expected an integer from 0 to 2147483647, got "x" (--seed)'],
  [
    'evaluate drive.csv --model MODEL --preview camera',
    'expected recorded, map, lane or hold, got "camera" (--preview)',
  ],
  ['replay drive.csv --model MODEL --preview camera', 'expected recorded, map, lane or hold, got "camera" (--preview)'],
  [
    'evaluate drive.csv --model MODEL --preview lane',
    'expected a drive with the lane ahead (laneCurvature of a vehicle profile), got none (drive.csv)',
  ],
  ['evaluate drive.csv --model MODEL --units foo=bar', `expected units of ${UNITS}, got "foo=bar" (--units)`],
  ['replay drive.csv --model MODEL --units velocity=kn', `expected units of ${UNITS}, got "velocity=kn" (--units)`],
  [
    'replay drive.csv --model MODEL --right-positive velocity',
    'expected columns of curvature, ay, steering, got "velocity" (--right-positive)',
  ],
  ['inspect drive.csv --vehicle nosuch', 'expected a CAN log, which --vehicle is for, got none (drive.csv)'],
  ['inspect drive.csv --dbc nosuch.dbc', 'expected a CAN log, which --dbc is for, got none (drive.csv)'],
  ['replay drive.csv --model MODEL --speed 0', 'expected max or a number > 0, got "0" (--speed)'],
  ['replay drive.csv --model MODEL --speed fast', 'expected max or a number > 0, got "fast" (--speed)'],
  [
    'replay drive.csv --model MODEL --out out.txt',
    'expected a file that ends in .csv or .jsonl, got "out.txt" (--out)',
  ],
  [
    'replay drive.csv --model MODEL --verify out.txt',
    'expected a file that ends in .csv or .jsonl, got "out.txt" (--verify)',
  ],
  ['replay nosuch.log --model MODEL', 'expected a CAN log that can be read, got no such file or folder (nosuch.log)'],
  ['latency --log nosuch.log', 'expected a CAN log that can be read, got no such file or folder (nosuch.log)'],
  [
    'latency --log drive.csv',
    'expected a candump line such as "(1631416514.717133) can0 0D2#0000FFFF10000000", or a log in ASC, BLF or TRC, got "t,Curvature,Velocity,Ay,Steering_Angle,Valid" (drive.csv:1)',
  ],
  ['simulate --out model --minutes 1e9', 'expected a number > 0 and <= 1440, got "1e9" (--minutes)'],
  ['map export drive.csv --step 1e-9', 'expected a number >= 0.01, got "1e-9" (--step)'],
  ['simulate --out model --vehicles 0', 'expected an integer from 1 to 1000, got "0" (--vehicles)'],
];

describe('steercast refuses', () => {
  it.concurrent.each(CASES)('%s', async (words, line) => {
    expect(await refused(words)).toBe(`steercast: ${line}`);
  });

  it.concurrent('an option or a command that is nearly right, in one line', async () => {
    expect(await refused('train drive.csv --out model --epoch 3')).toMatch(/^steercast: unknown option '--epoch'/);
    expect(await refused('trian drive.csv --out model')).toMatch(/^steercast: unknown command 'trian'/);
  });
});

/** Commands that write, with the place for OUT, and what they want of it. */
const WRITERS: readonly [words: string, wanted: string][] = [
  ['simulate --vehicles 1 --minutes 0.1 --out OUT', 'a folder that can be written'],
  ['train drive.csv --split seed --epochs 100000 --out OUT', 'a folder that can be written'],
  ['replay drive.csv --model MODEL --out OUT.csv', 'a folder that can be written'],
  ['evaluate drive.csv --model MODEL --report OUT.html', 'a folder that can be written'],
];

describe('an output that cannot be written is refused', () => {
  it.concurrent.each(WRITERS)('%s, where a folder is a file', async (words, wanted) => {
    const line = await refused(words.replace('OUT', 'file/out'), (folder) => writeFile(join(folder, 'file'), 'kept'));
    expect(line).toContain(`steercast: expected ${wanted}, got a file where a folder should be (file`);
  });

  it.concurrent.each(WRITERS)('%s, in /proc', async (words, wanted) => {
    const line = await refused(words.replace('OUT', '/proc/none/out'));
    expect(line).toContain(`steercast: expected ${wanted}, got no such file or folder (/proc/none`);
  });

  it.concurrent('where a folder has the file’s name', async () => {
    const line = await refused('replay drive.csv --model MODEL --out out.csv', (at) => mkdir(join(at, 'out.csv')));
    expect(line).toBe('steercast: expected a path that can be written, got a folder (out.csv)');
  });
});

describe('steercast', () => {
  it.concurrent.each(['', 'simulate ', 'train '])('%s--help exits with 0', async (command) => {
    const folder = await newFolder();
    const { code, stdout, stderr } = await start(`${command}--help`.split(' '), folder).ended;
    expect({ code, stderr, files: await listing(folder) }).toEqual({ code: 0, stderr: '', files: {} });
    expect(stdout).toMatch(/^Usage: steercast /);
  });
});
