import type { Command } from 'commander';
import { readBundle } from '../onnx/bundle.js';
import { ModelStore } from '../onnx/model-store.js';
import { DEFAULT_STORE, lockStore } from './store-options.js';

export function registerRollback(program: Command): void {
  program
    .command('rollback')
    .description('back to the model that the champion took the place of')
    .option('--store <dir>', 'folder of the models and of the link to the champion', DEFAULT_STORE)
    .action(rollback);
}

async function rollback({ store: root }: { store: string }): Promise<void> {
  const store = new ModelStore(root);
  await store.beforeChampion(); // refused before the lock, which makes a folder
  const unlock = await lockStore(store);
  try {
    const { from, to } = await store.beforeChampion();
    const { session } = await readBundle(to.path); // a champion is whole
    await session.release();
    await store.takeBack(from, to, 'rolled back by hand');
    console.error(`${to.name} is the champion again, in the place of ${from.name} (${root})`);
  } finally {
    unlock();
  }
}
