/** Titles that nobody but the user can know: --columns, wherever drive files are read. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerCompare } from '../../cli/compare.js';
import { addFileOptions, readingOf } from '../../cli/drive-options.js';
import { registerEvaluate } from '../../cli/evaluate.js';
import { registerInspect } from '../../cli/inspect.js';
import { registerMap } from '../../cli/map.js';
import { registerReplay } from '../../cli/replay.js';
import { registerRetrain } from '../../cli/retrain.js';
import { registerTrain } from '../../cli/train.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { start, steercast } from './steercast.js';

const newFolder = useFolders();
const HEADER = 'Stamp,YawCrv,VehSpd_mps,LatAcc,StrWhlAng_deg,Valid,lat,lon';
const SAID = ['--columns', 't=Stamp,curvature=YawCrv,vEgo=VehSpd_mps,steering=StrWhlAng_deg'];

let folder = '';
beforeAll(async () => {
  folder = await newFolder();
  const rows = smallDrive(1200, 12);
  for (const [d, name] of ['a', 'b', 'c', 'd'].entries()) {
    const own = rows.slice(d * 300, d * 300 + 260 + d);
    const usual = toCsv(own).trimEnd().split('\n');
    const places = usual.map((line, k) => (k === 0 ? HEADER : `${line},${48 + k * 1e-5},${9 + d * 1e-3}`));
    await mkdir(join(folder, 'usual'), { recursive: true });
    await mkdir(join(folder, 'foreign'), { recursive: true });
    await writeFile(join(folder, 'usual', `${name}.csv`), `${usual.join('\n')}\n`);
    await writeFile(join(folder, 'foreign', `${name}.csv`), `${places.join('\n')}\n`);
  }
  await writeFile(join(folder, 'foreign', '0-notes.csv'), 'Driver,Car\nme,7\n'); // known by the others alone
  await steercast(['deploy', DEFAULT_MODEL, '--store', 'store'], folder);
}, 60_000);

const run = (words: string, ...more: string[]) =>
  steercast([...words.split(' ').map((word) => (word === 'MODEL' ? DEFAULT_MODEL : word)), ...more], folder);

describe('drives whose titles the user says', () => {
  it.concurrent('give the predictions of the usual ones, bit by bit', async () => {
    await run('replay usual/a.csv --model MODEL --out usual.csv');
    await run('replay foreign/a.csv --model MODEL --out foreign.csv', ...SAID);
    const predictions = await readFile(join(folder, 'foreign.csv'), 'utf8');
    expect(predictions).toContain(',VALID,');
    expect(predictions).toBe(await readFile(join(folder, 'usual.csv'), 'utf8'));
  });

  it.concurrent('are inspected, a folder of them too', async () => {
    const { stdout } = await run('inspect foreign', ...SAID);
    const read =
      'read: Stamp as t, YawCrv as Curvature, VehSpd_mps as Velocity in m/s, StrWhlAng_deg as Steering_Angle in deg\ncolumns that are not read: LatAcc';
    expect(stdout.split(read)).toHaveLength(5);
  });

  it.concurrent(
    'are learnt from and judged, and make a map',
    async () => {
      await run('train foreign --out model --epochs 1', ...SAID);
      const { stdout } = await run('evaluate foreign/a.csv --model model --json', ...SAID);
      expect(JSON.parse(stdout)).toHaveProperty('all');
      const { stderr } = await run('map learn foreign --out roads.map', ...SAID);
      expect(stderr).toMatch(/ km, .* in roads\.map\n/);
    },
    120_000,
  );
});

const NEAREST = 'expected a title of the file for velocity (nearest: VehSpd_mps, ';

describe('a title that is not there is told with the nearest', () => {
  it.concurrent('by compare, before it trains anything', async () => {
    const words = ['compare', 'foreign', '--folds', '2', '--columns', 'velocity=VehSpeed,curvature=YawCrv'];
    const { code, stderr } = await start(words, folder).ended;
    expect(code).toBe(2);
    const [remark, ...lines] = stderr.trimEnd().split('\n');
    expect(remark).toBe('passed over, it has not the columns of a drive: foreign/0-notes.csv');
    expect(lines).toHaveLength(4);
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
      expect(lines[index]!.startsWith(`${index === 0 ? 'steercast:' : ' '} ${NEAREST}`)).toBe(true);
      expect(lines[index]).toMatch(new RegExp(`\\), got "VehSpeed" \\(--columns; foreign/${name}\\.csv:1\\)$`));
    }
  });

  it.concurrent('by retrain, which leaves the drives out', async () => {
    const words = ['retrain', 'foreign', '--store', 'store', '--columns', 'velocity=VehSpeed'];
    const { code, stderr } = await start(words, folder).ended;
    expect(code).toBe(2);
    expect(stderr.split(`left out: ${NEAREST}`)).toHaveLength(5);
  });
});

it.concurrent('a drive by other names is refused with the command that reads it', async () => {
  const { code, stderr } = await start(['inspect', 'foreign/a.csv'], folder).ended;
  expect(code).toBe(2);
  const hint = '--columns curvature=YawCrv,velocity=VehSpd_mps,steering=StrWhlAng_deg';
  expect(stderr).toContain(`"; other names? ${hint} (foreign/a.csv:1)\n`);
  const { stdout } = await run('inspect foreign/a.csv', ...hint.split(' '));
  expect(stdout).toContain(
    'remark: no column t: rows taken as 0.1 s apart (--row-dt); is Stamp the time? --columns t=Stamp',
  );
});

it('every command that takes --units takes --columns, right before it', () => {
  const program = new Command();
  const all = [registerInspect, registerEvaluate, registerReplay, registerTrain, registerCompare, registerRetrain];
  for (const register of [...all, registerMap]) register(program);
  const learn = program.commands.find((one) => one.name() === 'map')!.commands.find((one) => one.name() === 'learn')!;
  const readers = [...program.commands.filter((one) => one.name() !== 'map'), learn];
  expect(readers).toHaveLength(7);
  for (const reader of readers) {
    const names = reader.options.map(({ long }) => long);
    expect(names[names.indexOf('--units') - 1], reader.name()).toBe('--columns');
  }
});

it('said twice, it adds up: a hint may be followed by its end alone', () => {
  const command = addFileOptions(new Command());
  const words = ['--columns', 'curvature=YawCrv,vEgo=VehSpd', '--row-dt', '0.1', '--columns', 't=Stamp'];
  command.parse(words, { from: 'user' });
  expect(command.opts()).toEqual({ columns: { curvature: 'YawCrv', velocity: 'VehSpd', t: 'Stamp' }, rowDt: 0.1 });
});

it('a worker is told of it', () => {
  const options = { columns: { velocity: 'VehSpd' }, units: { velocity: 1 }, epochs: 3 };
  expect(readingOf(options)).toMatchObject({ columns: { velocity: 'VehSpd' }, units: { velocity: 1 } });
});
