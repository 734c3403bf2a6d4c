/** What may lie among the recordings: told and left out, or told. */
import { cp, mkdir, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { useFolders } from './folders.js';
import { start, steercast } from './steercast.js';
import { writeWorseBundle } from '../onnx/worse-bundle.js';

const newFolder = useFolders();
/** deg of another car for each of this one's */
const OTHER_RATIO = 1.8;
/** `own/`: CSV files and logs of one car; `theirs/`: of another */
let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  await steercast(['simulate', '--out', 'own', '--vehicles', '1', '--minutes', '5', '--seed', '5', '--can'], folder);
  await steercast(['simulate', '--out', 'theirs', '--vehicles', '6', '--minutes', '1', '--seed', '5', '--can'], folder);
  await writeWorseBundle(join(folder, 'worse'), 3);
  await steercast(['deploy', 'worse', '--store', 'store'], folder);
  await writeFile(
    join(folder, 'run.yaml'),
    'model: store/champion\nvehicle: synthetic\ninterface: vcan0\nrecord: { path: drives/ }\n',
  );
}, 120_000);

/** The drive as a car would have been steered that takes more angle for the same bend. */
async function writeForeign(from: string, to: string): Promise<void> {
  const [head, ...rows] = (await readFile(from, 'utf8')).trimEnd().split('\n');
  const column = head!.split(',').indexOf('Steering_Angle');
  const steered = rows.map((row) =>
    row
      .split(',')
      .map((cell, c) => (c === column ? `${OTHER_RATIO * Number(cell)}` : cell))
      .join(),
  );
  await writeFile(to, [head, ...steered, ''].join('\n'));
}

describe('retrain on what a car recorded', () => {
  let told: string;
  let learnt: string[];
  beforeAll(async () => {
    const drives = join(folder, 'drives');
    await mkdir(drives);
    const logs = (await readdir(join(folder, 'own/can'))).filter((name) => name.endsWith('.log'));
    for (const name of logs) await cp(join(folder, 'own/can', name), join(drives, name));
    const whole = await readFile(join(drives, logs[0]!));
    await rename(join(drives, logs[0]!), join(drives, 'torn.log'));
    await truncate(join(drives, 'torn.log'), Math.floor(0.77 * whole.length) + 3); // within a line
    const theirs = (await readdir(join(folder, 'theirs/can'))).find((name) => /^van-.*\.log$/.test(name))!;
    await cp(join(folder, 'theirs/can', theirs), join(drives, 'van.log'));
    const unknown = Array.from(
      { length: 400 },
      (_, k) => `(${(1.7e9 + k / 10).toFixed(6)}) can0 7A5#0011223344556677\n`,
    );
    await writeFile(join(drives, 'unknown.log'), unknown.join(''));
    await writeFile(join(drives, 'empty.log'), '');
    const [csv] = (await readdir(join(folder, 'own'))).filter((name) => /-(country|town)-.*csv$/.test(name));
    await writeForeign(join(folder, 'own', csv!), join(drives, 'foreign.csv'));
    await writeFile(join(drives, 'torn.csv'), (await readFile(join(folder, 'own', csv!), 'utf8')).slice(0, 20_001));
    await writeFile(join(drives, 'nonsense.csv'), 'no drive at all');
    const { code, stderr } = await steercast(['retrain', '--config', 'run.yaml', '--epochs', '1'], folder);
    told = stderr;
    expect(code).toBe(0);
    const card = JSON.parse(await readFile(join(folder, 'store/champion/card.json'), 'utf8')) as ModelCard; // as: ours
    learnt = [...card.training.drives.train, ...card.training.drives.test].map(({ name }) => name);
  }, 120_000);

  it.each([
    [
      'a log of another car with the same messages',
      'van.log',
      'expected a drive of this vehicle, got one whose steering is 1',
    ],
    ['a CSV file of another car', 'foreign.csv', 'expected a drive of this vehicle, got one whose steering is 1'],
    ['a log of a vehicle with other messages', 'unknown.log', 'expected messages of '],
    ['an empty log', 'empty.log', 'expected '],
    ['what is no drive', 'nonsense.csv', 'expected '],
  ])('leaves out %s, in one line', (_, name, why) => {
    const lines = told
      .split('\n')
      .filter((line) => line.includes(`drives/${name})`) || line.includes(`drives/${name}:`));
    expect(lines.filter((line) => line.startsWith(`left out: ${why}`))).toHaveLength(1);
    expect(learnt).not.toContain(name);
  });

  it('takes a torn log and a torn CSV file as far as they go', () => {
    expect(learnt).toEqual(expect.arrayContaining(['torn.log', 'torn.csv']));
  });
});

describe('retrain on drives of many cars', { timeout: 60_000 }, () => {
  it('learns from all of them, and says which are unlike most', async () => {
    await mkdir(join(folder, 'many'));
    const own = (await readdir(join(folder, 'own'))).filter((name) => name.endsWith('.csv'));
    for (const name of own) await cp(join(folder, 'own', name), join(folder, 'many', name));
    const bends = own.find((name) => /-(country|town)-/.test(name))!;
    await writeForeign(join(folder, 'own', bends), join(folder, 'many', 'foreign.csv'));
    // the other store's champion may have learnt from whichever of these are dealt to judge
    await steercast(['deploy', 'worse', '--store', 'unlearnt'], folder);
    const { stderr } = await steercast(['retrain', 'many', '--store', 'unlearnt', '--epochs', '1'], folder);
    expect(stderr).toMatch(
      /^of another vehicle than most, by the steering in the same bends: foreign\.csv \(1\.[78]\d times\); they are learnt from and judge too$/m,
    );
    expect(stderr).not.toContain('left out');
  });

  it('judges by none that the champion has learnt from', async () => {
    const { code, stderr } = await start(
      ['retrain', 'many', '--store', 'store', '--folds', '2', '--epochs', '1'],
      folder,
    ).ended;
    expect(code).toBe(0); // those that judged before judge again
    expect(stderr).toMatch(/^fold 1 of \d: judged by 1 drive(, about \d+:\d\d left)?$/m);
  });
});
