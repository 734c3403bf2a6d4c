import { chown, mkdtemp, readdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { readBundle, writeBundle } from '../../onnx/bundle.js';
import { ModelStore } from '../../onnx/model-store.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { killRounds } from './kill-rounds.js';
import { linearCard, linearGraph } from './linear-bundle.js';

let root: string;
let bundle: string;
let sha256: string;
let store: ModelStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'store-'));
  bundle = join(root, 'bundle');
  sha256 = (await writeBundle(bundle, linearCard(), encodeOnnxModel(linearGraph()))).onnxSha256;
  store = new ModelStore(join(root, 'store'));
  (await store.lock())();
});
afterEach(() => rm(root, { recursive: true }));

async function deploy(): Promise<string> {
  const model = await store.install(bundle, sha256);
  await store.promote(model);
  return model.name;
}

const isWhole = async (path: string) => (await readBundle(path)).session.release();

describe('ModelStore', () => {
  it('has no champion before one was promoted', () => {
    expect(store.champion()).toBeUndefined();
  });

  it('makes an installed bundle the champion by a relative link, which survives a move of the store', async () => {
    const name = await deploy();
    expect(name).toBe(`0001-${sha256.slice(0, 12)}`);
    expect(await readlink(store.championPath)).toBe(`models/${name}`);
    await isWhole(store.championPath);
  });

  it('leaves the champion as it is when a bundle is only installed', async () => {
    const first = await deploy();
    await store.install(bundle, sha256);
    expect(store.champion()).toBe(first);
  });

  it('goes back step by step to what each champion took the place of, and says so of those taken back', async () => {
    const names = [await deploy(), await deploy(), await deploy()];
    for (const expected of [names[1], names[0]]) {
      const { from, to } = await store.beforeChampion();
      await store.takeBack(from, to, 'worse');
      expect(store.champion()).toBe(expected);
      expect((await store.models()).find(({ name }) => name === from.name)!.failed).toBe('worse');
    }
    await expect(store.beforeChampion()).rejects.toThrow('expected a model before 0001-');
  });

  it('goes back to a model outside of it, as a package brings one', async () => {
    await symlink(bundle, store.championPath);
    expect(store.champion()).toBe('bundle');
    await deploy();
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'worse');
    expect(await readlink(store.championPath)).toBe(bundle);
    await isWhole(store.championPath);
    await store.prune(2);
    await isWhole(bundle);
  });

  it('keeps its champion where the one to go back to is not there any more', async () => {
    await deploy();
    const name = await deploy();
    const { from, to } = await store.beforeChampion();
    await rm(to.path, { recursive: true });
    await expect(store.takeBack(from, to, 'worse')).rejects.toThrow(
      `expected the model ${to.name} to make the champion, got none that was kept (${to.path})`,
    );
    expect(store.champion()).toBe(name);
    expect((await store.current())!.failed).toBeUndefined();
    await isWhole(store.championPath);
  });

  it('does not go back to a model that was taken back', async () => {
    const first = await deploy();
    await deploy();
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'worse');
    await deploy();
    expect((await store.beforeChampion()).to.name).toBe(first);
  });

  it('keeps the champion, what it can go back to, and the newest', async () => {
    const names = [await deploy(), await deploy(), await deploy(), await deploy()];
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'worse'); // the third is the champion
    await store.prune(3);
    expect((await store.models()).map(({ name }) => name)).toEqual(names.slice(0, 3));
    await store.prune(2);
    expect((await store.models()).map(({ name }) => name)).toEqual(names.slice(1, 3));
    expect(await readdir(join(store.root, 'models'))).toHaveLength(2);
  });

  it('keeps the newest model that a run has had in use, however many were deployed since', async () => {
    const names = [await deploy(), await deploy(), await deploy(), await deploy()];
    const [first, second] = await store.models();
    for (const model of [first!, second!]) await store.noteUse(model);
    await store.prune(3);
    expect((await store.models()).map(({ name }) => name)).toEqual([names[1], names[2], names[3]]);
    names.push(await deploy());
    await store.prune(2);
    expect((await store.models()).map(({ name }) => name)).toEqual([names[1], names[4]]);
  });

  it('notes no use where it can not write, nor of a model outside of it', async () => {
    await symlink(bundle, store.championPath);
    await store.noteUse((await store.current())!);
    expect(await readdir(bundle)).toEqual(['card.json', 'model.onnx']);
    await deploy();
    const model = (await store.current())!;
    await rm(model.path, { recursive: true });
    await store.noteUse(model);
  });

  it.skipIf(process.getuid?.() !== 0)('is its owner’s, whoever deploys', async () => {
    for (const path of [store.root, join(store.root, 'models')]) await chown(path, 65534, 65534);
    const name = await deploy();
    const path = join(store.root, 'models', name);
    for (const one of ['', ...(await readdir(path))]) expect((await stat(join(path, one))).uid).toBe(65534);
  });

  it('leaves nothing behind where a bundle can not be copied', async () => {
    await deploy();
    await rm(join(bundle, 'model.onnx'));
    await expect(store.install(bundle, sha256)).rejects.toThrow(InputError);
    expect(await readdir(join(store.root, 'models'))).toHaveLength(1);
  });

  it('is changed by one at a time, and by the next one when a holder was killed', async () => {
    const unlock = await store.lock();
    await expect(store.lock()).rejects.toThrow(
      `expected to be alone, got a change of these models already (process ${process.pid}`,
    );
    unlock();
    await symlink(`${process.pid} 1`, join(store.root, 'lock')); // a process of that number that started at another time
    (await store.lock())();
    expect(await readdir(store.root)).toEqual(['models']);
  });

  it('has one whole champion whenever a deployment or a rollback is killed, 200 times: 50 processes, in four stores each', async () => {
    const stores = [1, 2, 3, 4].map((k) => new ModelStore(join(root, `store-${k}`)));
    const deployAll = async () => {
      for (const one of stores) await one.promote(await one.install(bundle, sha256));
    };
    for (const one of stores) (await one.lock())();
    await deployAll();
    await killRounds(50, { stores, bundle, sha256 });
    await deployAll(); // what was left stands in nobody's way
    const deployments = stores.map((one) => Number.parseInt(one.champion()!, 10));
    console.log(`figure: ${deployments.join(', ')} deployments in the four stores`);
    expect(deployments.reduce((sum, one) => sum + one)).toBeGreaterThan(100);
  }, 120_000);
});
