import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { ModelStore } from '../../onnx/model-store.js';
import { writeWorseBundle } from '../onnx/worse-bundle.js';
import { useFolders } from './folders.js';
import { listing, start, steercast, type Ended } from './steercast.js';

const newFolder = useFolders();
/** Beside each other: `drives/`, `store/` with a champion that is 3 deg off, `weak/`, that bundle, and `seed/`, another model. */
let folder: string;
const retrain = (...options: string[]) => start(['retrain', ...options, '--epochs', '2'], folder).ended;
const store = (name: string) => new ModelStore(join(folder, name));
const cardOf = async (bundle: string) => JSON.parse(await readFile(join(bundle, 'card.json'), 'utf8')) as ModelCard; // as: ours

beforeAll(async () => {
  folder = await newFolder();
  await steercast(['simulate', '--out', 'drives', '--vehicles', '6', '--minutes', '1', '--seed', '7'], folder);
  await steercast(['simulate', '--out', 'others', '--vehicles', '3', '--minutes', '1', '--seed', '8'], folder);
  await writeWorseBundle(join(folder, 'weak'), 3);
  await steercast(['train', 'others', '--out', 'seed', '--epochs', '1', '--model', 'seed-lstm'], folder);
  await steercast(['deploy', 'weak', '--store', 'store'], folder);
}, 120_000);

describe('retrain', () => {
  let first: Ended;
  beforeAll(async () => {
    for (const name of ['again', 'keyed', 'kept'])
      await cp(join(folder, 'store'), join(folder, name), { recursive: true });
    first = await retrain('drives', '--store', 'store', '--report', 'report.html', '--json');
  }, 60_000);

  it('makes the better challenger the champion, judged by drives that neither has learnt from', async () => {
    const { promoted, all, against } = JSON.parse(first.stdout) as Record<string, unknown>; // as: the line under test
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^report in report\.html$/m);
    const { training } = await cardOf(store('store').championPath);
    const hashes = (drives: { sha256: string }[]) => drives.map(({ sha256 }) => sha256);
    const learnt = hashes([...training.drives.train, ...training.drives.validation]);
    expect(learnt.filter((sha256) => hashes(training.drives.test).includes(sha256))).toEqual([]);
    expect({ promoted, against }).toEqual({ promoted: true, against: [] });
    expect(all).toMatchObject({ name: 'all windows' });
    expect(store('store').champion()).toMatch(/^0002-/);
    expect(await readdir(join(folder, 'store'))).toEqual(['champion', 'models']);
  });

  it('writes a page that needs nothing else', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('is the champion, in the place of 0001-');
    expect(page).not.toMatch(/src=|href=/);
  });

  it('makes the same model again from the same drives', async () => {
    await retrain('drives', '--store', 'again');
    expect((await cardOf(store('again').championPath)).onnxSha256).toBe(
      (await cardOf(store('store').championPath)).onnxSha256,
    );
  });

  it('keeps the champion where the challenger is no better, and says why', async () => {
    const { code, stderr, stdout } = await retrain('drives', '--store', 'store', '--json'); // the same model again
    expect(code).toBe(0);
    expect(stderr).toContain('stays the champion\n  it is not better overall (');
    expect((JSON.parse(stdout) as { promoted: boolean }).promoted).toBe(false);
    expect(store('store').champion()).toMatch(/^0002-/);
  });

  it('with a key, leaves the better challenger to be signed', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(join(folder, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(join(folder, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const unsigned = await retrain('drives', '--store', 'keyed', '--public-key', 'public.pem');
    expect(unsigned.code).toBe(2);
    expect(unsigned.stderr).toContain('expected a signed bundle (card.sig');
    await steercast(['sign', 'weak', '--key', 'private.pem'], folder);
    await steercast(['deploy', 'weak', '--store', 'keyed', '--public-key', 'public.pem'], folder);
    const { stderr } = await retrain('drives', '--store', 'keyed', '--public-key', 'public.pem');
    expect(stderr).toMatch(/0002-\S+ stays the champion until the better keyed\/challenger is signed and deployed/);
    await steercast(['sign', 'keyed/challenger', '--key', 'private.pem'], folder);
    await steercast(['deploy', 'keyed/challenger', '--store', 'keyed', '--public-key', 'public.pem'], folder);
    expect(store('keyed').champion()).toMatch(/^0003-/);
  });

  it('leaves out what can not be used, and says so', async () => {
    await cp(join(folder, 'drives'), join(folder, 'mixed'), { recursive: true });
    const [one, two] = await readdir(join(folder, 'drives'));
    await truncate(join(folder, 'mixed', one!), 0);
    await cp(join(folder, 'mixed', two!), join(folder, 'mixed', 'twin.csv'));
    const { code, stderr } = await retrain('mixed', '--store', 'kept');
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`left out: expected .*mixed/${one}`));
    expect(stderr).toContain('left out mixed/twin.csv: the same rows as');
  });

  it('is alone', async () => {
    const both = await Promise.all([retrain('drives', '--store', 'again'), retrain('drives', '--store', 'again')]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(both.find(({ code }) => code === 2)!.stderr).toContain(
      'expected to be alone, got a retraining already (process',
    );
  });
});

describe('retrain and deploy refuse', () => {
  beforeAll(async () => {
    for (const name of ['empty', 'one']) await mkdir(join(folder, name));
    const [drive] = await readdir(join(folder, 'drives'));
    await cp(join(folder, 'drives', drive!), join(folder, 'one', drive!));
    await cp(join(folder, 'weak'), join(folder, 'slow'), { recursive: true });
    await writeFile(
      join(folder, 'slow', 'card.json'),
      JSON.stringify({ ...(await cardOf(join(folder, 'weak'))), dt: 0.2 }),
    );
    await steercast(['deploy', 'weak', '--store', 'first'], folder);
  });

  it.each([
    ['no usable drive', ['retrain', 'empty', '--store', 'store'], 'expected drive files'],
    ['too few drives', ['retrain', 'one', '--store', 'store'], 'expected at least 3 usable drives'],
    ['a store without a champion', ['retrain', 'drives', '--store', 'empty'], 'expected a champion to challenge'],
    [
      'a bundle of other features',
      ['deploy', 'seed', '--store', 'store'],
      'expected the features of the model in use, got none of equivalentSteeringDeg[i-5]',
    ],
    [
      'a bundle of another step',
      ['deploy', 'slow', '--store', 'store'],
      'expected dt 0.1 as the model in use has, got 0.2',
    ],
    ['what is no bundle', ['deploy', 'drives', '--store', 'store'], 'expected a model bundle'],
    ['a rollback from the first model', ['rollback', '--store', 'first'], 'to roll back to, got none that was kept'],
    ['a rollback without a champion', ['rollback', '--store', 'empty'], 'expected a champion to roll back from'],
  ])('%s', async (_, args, message) => {
    const before = await listing(join(folder, 'store'));
    const { code, stderr } = await start(args, folder).ended;
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toContain(message);
    expect(await listing(join(folder, 'store'))).toEqual(before);
  });
});
