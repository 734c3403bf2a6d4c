import { existsSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../core/input-error.js';
import { shortHash } from '../core/short-hash.js';
import { makeFolder } from '../files/make-folder.js';
import { ownLike } from '../files/own-like.js';
import { takeLock } from '../files/process-lock.js';
import { syncFolder } from '../files/sync-folder.js';
import { systemFault } from '../files/system-fault.js';
import { CARD_FILE, MODEL_FILE } from './bundle.js';
import { SIGNATURE_FILE } from './signature.js';

/** The link to the bundle in use; what a run's configuration names as its model. */
export const CHAMPION = 'champion';
const MODELS = 'models';
/** In a bundle of the store: the link's target before it, from the store's folder. */
const REPLACES = 'replaces';
/** In a bundle of the store: why it was taken back. */
const FAILED = 'failed';
/** In a bundle of the store, empty: a run began with it, or it has proved itself in one. */
const USED = 'used';

export type StoredModel = {
  /** `0007-3f2a…`: the number of its deployment, and the first digits of its model's hash */
  name: string;
  path: string;
  /** path of the one that it took the place of, which may lie outside of the store as a package's model does */
  replaces: string | undefined;
  failed: string | undefined;
  /** whether a run has had it in use, and may go back to it */
  wasUsed: boolean;
};

/**
 * A vehicle's bundles in one folder: `models/NAME/`, each written once, and `champion`, a symbolic link to the one in
 * use. A bundle is copied aside, synced and renamed into its place before the link is changed, and the link is changed
 * by one rename: whenever the machine stops, there is one champion and it is whole.
 */
export class ModelStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  get championPath(): string {
    return join(this.root, CHAMPION);
  }

  /** Whether a path that is used as a model is the champion of a store. */
  static ofChampion(path: string): ModelStore | undefined {
    const isLink = basename(path) === CHAMPION && linkTarget(path) !== undefined;
    return isLink ? new ModelStore(join(path, '..')) : undefined;
  }

  /** For whoever changes the store; the lock goes with the process. */
  async lock(): Promise<() => void> {
    await makeFolder(join(this.root, MODELS));
    return takeLock(join(this.root, 'lock'), 'a change of these models');
  }

  /** The name of the bundle in use; undefined where there is none. */
  champion(): string | undefined {
    const target = linkTarget(this.championPath);
    return target === undefined ? undefined : basename(target);
  }

  /** Oldest first. */
  async models(): Promise<StoredModel[]> {
    const names = await readdir(join(this.root, MODELS)).catch(() => []);
    return Promise.all(
      names
        .filter((name) => /^\d+-/.test(name))
        .sort()
        .map((name) => this.#at(resolve(this.root, MODELS, name))),
    );
  }

  /** The bundle in use; undefined where there is none. */
  async current(): Promise<StoredModel | undefined> {
    const target = linkTarget(this.championPath);
    return target === undefined ? undefined : this.#at(resolve(this.root, target));
  }

  async #at(path: string): Promise<StoredModel> {
    const [replaces, failed] = await Promise.all([readNote(join(path, REPLACES)), readNote(join(path, FAILED))]);
    const wasUsed = existsSync(join(path, USED));
    return { name: basename(path), path, replaces: replaces && resolve(this.root, replaces), failed, wasUsed };
  }

  /** Copies a verified bundle into the store; it is not in use yet. */
  async install(bundle: string, onnxSha256: string): Promise<StoredModel> {
    const last = (await this.models()).at(-1);
    const number = last ? Number.parseInt(last.name, 10) + 1 : 1;
    const name = `${String(number).padStart(4, '0')}-${shortHash(onnxSha256)}`;
    const path = resolve(this.root, MODELS, name);
    const aside = join(this.root, MODELS, `.${name}`);
    const replaces = linkTarget(this.championPath);
    try {
      await rm(aside, { recursive: true, force: true });
      await mkdir(aside);
      for (const file of [CARD_FILE, MODEL_FILE]) await copyFile(join(bundle, file), join(aside, file));
      const signature = join(bundle, SIGNATURE_FILE);
      if (existsSync(signature)) await copyFile(signature, join(aside, SIGNATURE_FILE));
      if (replaces !== undefined) await writeFile(join(aside, REPLACES), replaces);
      await ownLike(this.root, aside);
      for (const file of await readdir(aside)) await syncFile(join(aside, file));
      await syncFolder(aside);
      await rename(aside, path);
      await syncFolder(join(this.root, MODELS));
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      throw systemFault(error, 'a folder for models that can be written', aside);
    }
    return this.#at(path);
  }

  /** One rename; the bundle in use from here on. One that is not there is an InputError. */
  async promote({ name, path }: StoredModel): Promise<void> {
    if (!existsSync(path)) {
      throw new InputError(`expected the model ${name} to make the champion, got none that was kept (${path})`);
    }
    const aside = `${this.championPath}.${process.pid}`;
    try {
      rmSync(aside, { force: true });
      symlinkSync(this.#isOwn(path) ? relative(this.root, path) : path, aside); // its own survive a move of the store
      renameSync(aside, this.championPath);
      await syncFolder(this.root);
    } catch (error) {
      rmSync(aside, { force: true });
      throw systemFault(error, 'a folder for models that can be written', this.championPath);
    }
  }

  /** The champion, and the bundle that it took the place of. */
  async beforeChampion(): Promise<{ from: StoredModel; to: StoredModel }> {
    const from = await this.current();
    if (!from)
      throw new InputError(`expected a champion to roll back from in the store (--store DIR), got none (${this.root})`);
    if (from.replaces === undefined || !existsSync(from.replaces)) {
      const { name } = from;
      throw new InputError(`expected a model before ${name} to roll back to, got none that was kept (${this.root})`);
    }
    return { from, to: await this.#at(from.replaces) };
  }

  /** `to` is the champion again, and `from` keeps why. */
  async takeBack(from: StoredModel, to: StoredModel, why: string): Promise<void> {
    await this.promote(to);
    await writeFile(join(from.path, FAILED), why).catch(() => undefined); // a full disk keeps no rollback from being one
  }

  /** For a run that has it in use and may go back to it; what can't be written is a model that may be removed. */
  async noteUse({ path }: StoredModel): Promise<void> {
    if (this.#isOwn(path)) await writeFile(join(path, USED), '').catch(() => undefined);
  }

  #isOwn(path: string): boolean {
    return dirname(path) === resolve(this.root, MODELS);
  }

  /**
   * Removes all but the champion, the newest that a run has had in use, those that the champion can go back to, and the
   * newest: `keep` in all, two at least.
   */
  async prune(keep: number): Promise<void> {
    const models = await this.models();
    const champion = await this.current();
    const inUse = models.findLast(({ wasUsed, failed }) => wasUsed && failed === undefined);
    const kept = new Set([champion, inUse].flatMap((model) => (model ? [model.name] : [])));
    for (let model = champion; model && kept.size < keep;) {
      const before: string | undefined = model.replaces;
      kept.add(model.name);
      model = models.find(({ path }) => path === before);
    }
    for (const { name } of models.toReversed()) if (kept.size < keep) kept.add(name);
    for (const name of await readdir(join(this.root, MODELS))) {
      if (kept.has(name)) continue;
      const aside = join(this.root, MODELS, name.replace(/^\.?/, '.')); // renamed first: what has a name is whole
      await rename(join(this.root, MODELS, name), aside);
      await rm(aside, { recursive: true, force: true });
    }
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

const readNote = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
