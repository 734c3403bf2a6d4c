/** An output that names an input, or another output, is refused and destroys nothing. */
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, steercast } from './steercast.js';

const newFolder = useFolders();
let folder = '';

beforeAll(async () => {
  folder = await newFolder();
  await writeFile(join(folder, 'd.csv'), toCsv(smallDrive(60)));
  await mkdir(join(folder, 'dir'));
  for (const name of ['a.csv', 'b.csv']) await writeFile(join(folder, 'dir', name), toCsv(smallDrive(60)));
  await writeFile(join(folder, 'road.csv'), 's,Curvature\n0,0\n50,0.01\n100,0\n');
  await writeFile(join(folder, 'log'), '(1.000000) can0 0D2#00\n');
  await writeFile(join(folder, 'p.json'), '{}');
  await cp(DEFAULT_MODEL, join(folder, 'mod'), { recursive: true });
  await steercast(['map', 'build', 'road.csv', '--out', 'm.map'], folder);
  await symlink('dir', join(folder, 'link'));
}, 30_000);

const isRead = (path: string, option: string) =>
  `expected a file that is no input, got ${path}, which is read (${option})`;
const isNoPage = (path: string) => `expected a file that ends in .html, got "${path}" (--report)`;

const CASES: readonly [words: string, line: string][] = [
  ['replay d.csv --out d.csv', isRead('d.csv', '--out')],
  ['replay d.csv --out dir/../d.csv', isRead('dir/../d.csv', '--out')],
  ['replay dir/a.csv --out link/a.csv', isRead('link/a.csv', '--out')],
  ['replay d.csv --save-state d.csv', isRead('d.csv', '--save-state')],
  ['replay d.csv --model mod --save-state mod/card.json', isRead('mod/card.json', '--save-state')],
  ['replay d.csv --preview map --map m.map --save-state m.map', isRead('m.map', '--save-state')],
  ['replay d.csv --state p.jsonl --out p.jsonl', isRead('p.jsonl', '--out')],
  [
    'replay d.csv --out o.jsonl --save-state dir/../o.jsonl',
    'expected another file than that of --out, got dir/../o.jsonl (--save-state)',
  ],
  ['map learn d.csv --out d.csv', isRead('d.csv', '--out')],
  ['map learn dir --out dir/b.csv', isRead('dir/b.csv', '--out')],
  ['map build road.csv --out road.csv', isRead('road.csv', '--out')],
  ['map export m.map --out m.map', isRead('m.map', '--out')],
  ['decode d.csv --vehicle synthetic --out d.csv', isRead('d.csv', '--out')],
  ['decode log --vehicle synthetic --out log', 'expected a file that ends in .csv, got "log" (--out)'],
  ['evaluate log --report log', isNoPage('log')],
  ['evaluate d.csv --model mod --report mod/card.json', isNoPage('mod/card.json')],
  ['latency --log log --report log', isNoPage('log')],
  ['compare dir --report dir/a.csv', isNoPage('dir/a.csv')],
  ['retrain dir --store store --report dir/a.csv', isNoPage('dir/a.csv')],
  ['evaluate d.html --report d.html', isRead('d.html', '--report')],
];

describe('an output is refused where it would destroy a file', () => {
  it.each(CASES)('%s', async (words, line) => {
    expect(await refusal(words.split(' '), folder)).toBe(`steercast: ${line}`);
  });
});

describe('an output beside the inputs is written', () => {
  it('again and again, in the folder of the drives too', async () => {
    for (let time = 0; time < 2; time++) {
      await steercast(['evaluate', 'dir', '--report', 'dir/report.html'], folder);
      await steercast(['replay', 'd.csv', '--out', 'dir/predictions.jsonl', '--save-state', 'dir/car.json'], folder);
    }
  });
});
