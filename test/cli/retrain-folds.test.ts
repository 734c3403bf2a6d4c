/** At the desk: judged in folds, and made again from what the card says of it. */
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { writeWorseBundle } from '../onnx/worse-bundle.js';
import { useFolders } from './folders.js';
import { sha256, start, steercast } from './steercast.js';

const newFolder = useFolders();
let folder: string;
let card: ModelCard;
let json: { promoted: boolean; all: { windows: number }; against: string[] };
let told: string;
const cardOf = async (path: string) => JSON.parse(await readFile(join(folder, path, 'card.json'), 'utf8')) as ModelCard; // as: ours

beforeAll(async () => {
  folder = await newFolder();
  await steercast(['simulate', '--out', 'drives', '--vehicles', '5', '--minutes', '1', '--seed', '21'], folder);
  await writeWorseBundle(join(folder, 'worse'), 3);
  await steercast(['deploy', 'worse', '--store', 'store'], folder);
  const ended = await steercast(
    ['retrain', 'drives', '--store', 'store', '--folds', '3', '--epochs', '1', '--json', '--report', 'folds.html'],
    folder,
  );
  json = JSON.parse(ended.stdout) as typeof json; // as: the line under test
  told = ended.stderr;
  card = await cardOf('store/champion');
}, 180_000);

describe('retrain --folds', () => {
  it('judges by every drive, and promotes a model that has learnt from all of them', async () => {
    expect(json).toMatchObject({ promoted: true, against: [] });
    expect(told.match(/^fold \d of 3: judged by \d drives?(, about \d+:\d\d left)?$/gm)).toHaveLength(3);
    const untilTold = Math.min(availableParallelism(), 3); // nothing is told before as many are done as run at once
    expect(told.match(/^fold [12] of 3: .* left$/gm) ?? []).toHaveLength(3 - untilTold);
    expect(told).not.toContain('--folds 3:');
    const drives = (await readdir(join(folder, 'drives'))).map((name) => join(folder, 'drives', name));
    const hashes = await Promise.all(drives.map(async (path) => sha256(await readFile(path))));
    expect(card.training.drives.train.map((drive) => drive.sha256).sort()).toEqual(hashes.sort());
    const rows = card.training.drives.train.reduce((sum, drive) => sum + drive.rows, 0);
    expect(json.all.windows).toBeGreaterThan(0.7 * rows);
    const page = await readFile(join(folder, 'folds.html'), 'utf8');
    expect(page).toContain('figures are of 3 models of its recipe, each judged by drives that it was not trained on');
    expect(page).toContain('drives judged by</dt><dd>5: ');
  });

  it('has drives that nobody has learnt from, or is refused', async () => {
    const { code, stderr } = await start(['retrain', 'drives', '--store', 'store', '--folds', '3'], folder).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('steercast: expected a drive to judge by that the champion has not learnt from, got ');
  });

  it('says how many folds it makes where there are fewer drives', async () => {
    await steercast(['deploy', 'worse', '--store', 'other'], folder);
    const { child, ended } = start(['retrain', 'drives', '--store', 'other', '--folds', '40'], folder);
    child.stderr.on('data', (text: string) => text.includes('--folds') && child.kill('SIGKILL'));
    const { signal, stderr } = await ended;
    expect(signal).toBe('SIGKILL'); // by then nothing was trained
    expect(stderr).toContain('--folds 40: 5 folds, as the others would have no drive to judge by\n');
  });

  it('leaves every challenger three drives to learn from, or is refused', async () => {
    const { code, stderr } = await start(['retrain', 'drives', '--store', 'store', '--folds', '2'], folder).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(
      'steercast: expected at least 3 drives to learn from beside those that judge, got 2 (5 drives, --folds 2)',
    );
  });

  it('comes to a model that the card alone lets anybody make again, bit for bit', async () => {
    await mkdir(join(folder, 'found'));
    await steercast(['simulate', '--out', 'archive', '--vehicles', '5', '--minutes', '1', '--seed', '2'], folder);
    const archive = [
      ...(await readdir(join(folder, 'archive'))).map((name) => join('archive', name)),
      ...(await readdir(join(folder, 'drives'))).map((name) => join('drives', name)),
    ];
    const wanted = new Map(card.training.drives.train.map(({ sha256, name }) => [sha256, name]));
    for (const path of archive) {
      const name = wanted.get(sha256(await readFile(join(folder, path))));
      if (name !== undefined) await cp(join(folder, path), join(folder, 'found', name));
    }
    const { seed, epochs, split } = card.training;
    const as = [
      '--model',
      card.architecture,
      '--seed',
      `${seed}`,
      '--epochs',
      `${epochs}`,
      '--split',
      split,
      '--dt',
      `${card.dt}`,
    ];
    await steercast(['train', 'found', '--out', 'again', ...as], folder);
    expect((await cardOf('again')).onnxSha256).toBe(card.onnxSha256);
  }, 120_000);
});
