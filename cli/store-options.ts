import type { KeyObject } from 'node:crypto';
import type { Command } from 'commander';
import { InputError } from '../core/input-error.js';
import type { ModelStore } from '../onnx/model-store.js';
import { readPublicKey } from '../onnx/signature.js';
import { integer } from './option-values.js';

/** The folder that the service keeps its models in. */
export const DEFAULT_STORE = '/var/lib/steercast';
const DEFAULT_KEEP = 5;

/** How a command finds and changes the models of a vehicle. */
export type StoreOptions = { store: string; keep: number; publicKey?: string | undefined };

export function addStoreOptions(command: Command): Command {
  return command
    .option('--store <dir>', 'folder of the models and of the link to the champion', DEFAULT_STORE)
    .option('--keep <n>', 'bundles to keep, the champion among them', integer('--keep', { min: 2 }), DEFAULT_KEEP)
    .option('--public-key <file>', 'take only bundles signed with its private half (Ed25519, PEM)');
}

export const openKey = async ({ publicKey }: StoreOptions): Promise<KeyObject | undefined> =>
  publicKey === undefined ? undefined : readPublicKey(publicKey);

/** The store for one change of it. Where its folder can't be written, the error says what to do. */
export async function lockStore(store: ModelStore): Promise<() => void> {
  try {
    return await store.lock();
  } catch (error) {
    const isOfFolder = error instanceof InputError && error.cause !== undefined; // not that somebody else changes it
    if (!isOfFolder) throw error;
    throw new InputError(`${error.message}; --store names another, and root may write the service's`, { cause: error });
  }
}
