import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { ModelCard } from '../core/model-card.js';
import { contractFaults } from '../core/same-contract.js';
import { InputError } from '../core/input-error.js';
import { CARD_FILE, MODEL_FILE, readBundle } from '../onnx/bundle.js';
import { ModelStore, type StoredModel } from '../onnx/model-store.js';
import { SIGNATURE_FILE } from '../onnx/signature.js';
import { persistenceRemark } from './persistence-remark.js';
import { addStoreOptions, lockStore, openKey, type StoreOptions } from './store-options.js';

export function registerDeploy(program: Command): void {
  const command = program
    .command('deploy')
    .description('make a bundle the champion: verified, copied into the store, then one link changed')
    .argument('<bundle>', 'folder of the bundle')
    .action(deploy);
  addStoreOptions(command);
}

async function deploy(bundle: string, options: StoreOptions): Promise<void> {
  const store = new ModelStore(options.store);
  const unlock = await lockStore(store);
  try {
    const old = store.champion();
    const { model, card } = await installChampion(store, bundle, options);
    const before = model.replaces === undefined ? '' : `, in the place of ${basename(model.replaces)}`;
    if (model.name === old) console.error(`${model.name} is that model, and the champion already (${store.root})`);
    else
      console.error(`${model.name} is the champion${before}; a running service takes it up by itself (${store.root})`);
    const remark = persistenceRemark(card);
    if (remark !== undefined) console.error(remark);
  } finally {
    unlock();
  }
}

/**
 * Under the store's lock: verifies the bundle against what is in use, and puts it in its place. The champion itself stays:
 * another copy of it would be what a rollback goes back to.
 */
export async function installChampion(
  store: ModelStore,
  bundle: string,
  options: StoreOptions,
): Promise<{ model: StoredModel; card: ModelCard }> {
  const { card, session } = await readBundle(bundle, { key: await openKey(options) });
  await session.release();
  await refuseOtherContract(store, card, bundle);
  const current = await store.current();
  if (current && (await isSame(bundle, current.path))) return { model: current, card };
  const model = await store.install(bundle, card.onnxSha256);
  const { session: copied } = await readBundle(model.path); // what is put in use is the copy
  await copied.release();
  await store.promote(model);
  await store.prune(options.keep);
  return { model, card };
}

async function refuseOtherContract(store: ModelStore, card: ModelCard, where: string): Promise<void> {
  if (store.champion() === undefined) return;
  const { card: current, session } = await readBundle(store.championPath);
  await session.release();
  const faults = contractFaults(card, current);
  if (faults.length > 0) throw new InputError(`${faults.join('; ')} (${where})`);
}

/** Byte for byte, the signature too, where there is one. */
async function isSame(bundle: string, other: string): Promise<boolean> {
  const bytes = (path: string) => readFile(path).catch(() => Buffer.alloc(0));
  for (const name of [CARD_FILE, MODEL_FILE, SIGNATURE_FILE]) {
    const [given, current] = await Promise.all([bytes(join(bundle, name)), bytes(join(other, name))]);
    if (!given.equals(current)) return false;
  }
  return true;
}
