import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../core/input-error.js';
import { ownLike } from '../files/own-like.js';
import type { ModelStore } from '../onnx/model-store.js';
import type { Verdict } from '../training/judge-challenger.js';
import { installChampion } from './deploy.js';
import { lockStore, type StoreOptions } from './store-options.js';

/** In the store: the better challenger that may not be promoted, or could not be, until somebody deploys it. */
const CHALLENGER = 'challenger';

/** `champion`: name of the one that was judged; `made`: folder of the challenger's bundle */
type Settled = { verdict: Verdict; champion: string; made: string };

/** The champion changes by one rename, or not at all. What is better but not promoted waits in the store, `made` is gone. */
export async function settleContest(
  { verdict, champion, made }: Settled,
  store: ModelStore,
  options: StoreOptions,
): Promise<{ promoted: boolean; outcome: string }> {
  const stays = `${store.champion()} stays the champion`;
  if (verdict.against.length > 0) return { promoted: false, outcome: stays };
  const waiting = join(store.root, CHALLENGER);
  if (options.publicKey !== undefined) {
    await keepWaiting(made, waiting);
    const outcome = `${stays} until the better ${waiting} is signed and deployed (steercast sign, steercast deploy)`;
    return { promoted: false, outcome };
  }
  try {
    return { promoted: true, outcome: await promote({ champion, made }, store, options) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await keepWaiting(made, waiting);
    throw new InputError(`${error.message}; the better ${waiting} waits to be deployed (steercast deploy)`, {
      cause: error,
    });
  }
}

async function promote(
  { champion, made }: Omit<Settled, 'verdict'>,
  store: ModelStore,
  options: StoreOptions,
): Promise<string> {
  const unlock = await lockStore(store);
  try {
    if (store.champion() !== champion) {
      throw new InputError(`expected ${champion} to be the champion as it was judged, got ${store.champion()}`);
    }
    const { model } = await installChampion(store, made, options);
    await rm(made, { recursive: true, force: true });
    return `${model.name} is the champion, in the place of ${basename(model.replaces!)}`; // there was one
  } finally {
    unlock();
  }
}

/** A rename takes no space. */
async function keepWaiting(made: string, waiting: string): Promise<void> {
  await rm(waiting, { recursive: true, force: true });
  await ownLike(dirname(waiting), made);
  await rename(made, waiting);
}
