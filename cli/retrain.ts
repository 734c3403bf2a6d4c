import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { ModelCard } from '../core/model-card.js';
import { InputError } from '../core/input-error.js';
import { distinctDrives } from '../drives/distinct-drives.js';
import type { Drive } from '../drives/drive.js';
import { listDrives } from '../drives/list-drives.js';
import { commitFiles } from '../files/commit-files.js';
import { takeLock } from '../files/process-lock.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import { ModelStore } from '../onnx/model-store.js';
import { readRunConfig } from '../runtime/run-config.js';
import { findArchitecture } from '../training/architectures/catalogue.js';
import { judgeChallenger, type Verdict } from '../training/judge-challenger.js';
import { renderChallenge } from '../training/report/challenge.js';
import { splitForJudging } from '../training/split.js';
import { installChampion } from './deploy.js';
import { addDriveOptions, readDrives, toUser, type DriveOptions } from './drive-options.js';
import { evaluateDrives } from './evaluate-drives.js';
import { interruptSignal } from './exit.js';
import { integer } from './option-values.js';
import { addPreviewOptions, openPreview, type OpenedPreview, type PreviewOptions } from './preview-options.js';
import { addStoreOptions, openKey, type StoreOptions } from './store-options.js';
import { trainBundle } from './train.js';

/** Drives to learn from, to choose the epoch by, and to judge by. */
const FEWEST_DRIVES = 3;
/** In the store: where the challenger is made, and stays when it may not be promoted. */
const CHALLENGER = 'challenger';

type Options = DriveOptions &
  PreviewOptions &
  StoreOptions & { config?: string; seed: number; epochs?: number; report?: string; json?: boolean };

export function registerRetrain(program: Command): void {
  const command = program
    .command('retrain')
    .description('train a challenger on recorded drives, and make it the champion where it is better')
    .argument('[drives...]', 'CSV or XLSX files, CAN logs, or folders of them (with --config: what it records)')
    .option('--config <file>', "a run's: its vehicle, its recordings, its models and its key")
    .option('--seed <n>', 'of the training', integer('--seed', { min: 0, max: 2 ** 31 - 1 }), 1)
    .option('--epochs <n>', "instead of the architecture's own number", integer('--epochs', { min: 1 }))
    .option('--report <file>', 'champion and challenger side by side, one self-contained HTML file')
    .option('--json', 'figures as JSON on stdout')
    .action(retrain);
  addPreviewOptions(addDriveOptions(addStoreOptions(command)));
}

async function retrain(given: string[], written: Options): Promise<void> {
  const signal = interruptSignal();
  const { paths, options } = await fromConfig(given, written);
  const store = new ModelStore(options.store);
  if (store.champion() === undefined) {
    throw new InputError(`expected a champion to challenge (steercast deploy makes one), got none (${store.root})`);
  }
  const release = takeLock(join(store.root, 'retrain.lock'), 'a retraining');
  try {
    const key = await openKey(options);
    const champion = await readBundle(store.championPath, { key });
    try {
      await challenge(paths, options, { store, champion, signal });
    } finally {
      await champion.session.release();
    }
  } finally {
    release();
  }
}

/** What is not said on the command line, from the configuration of a run. */
async function fromConfig(paths: string[], options: Options): Promise<{ paths: string[]; options: Options }> {
  if (options.config === undefined) {
    if (paths.length === 0)
      throw new InputError('expected drives, or --config FILE of a run that records them, got none');
    return { paths, options };
  }
  const { model, vehicle, record, publicKey } = await readRunConfig(options.config);
  const store = ModelStore.ofChampion(model)?.root;
  if (store === undefined) {
    throw new InputError(`expected the champion of a store as its model, got ${model} (${options.config})`);
  }
  if (paths.length === 0 && !record) {
    throw new InputError(
      `expected a configuration that records drives (record), or drives, got none (${options.config})`,
    );
  }
  const folder = record?.path.endsWith('.log') ? dirname(record.path) : record?.path;
  return {
    paths: paths.length > 0 ? paths : [folder!], // there is one, else it was refused above
    options: { ...options, store, vehicle: options.vehicle ?? vehicle, publicKey: options.publicKey ?? publicKey },
  };
}

type Contest = { store: ModelStore; champion: ModelBundle; signal: AbortSignal };

async function challenge(paths: string[], options: Options, { store, champion, signal }: Contest): Promise<void> {
  const { card } = champion;
  const { preview, check } = await openPreview(options, card);
  const drives = await usableDrives(paths, options, { dt: card.dt, check, signal });
  const { learn, judge } = fairSplit(drives, card);
  const out = join(store.root, CHALLENGER);
  const architecture = findArchitecture(card.architecture);
  const { seed, epochs } = options;
  const training = {
    vehicle: card.vehicle,
    architecture,
    dt: card.dt,
    split: 'drive',
    test: judge,
    seed,
    epochs,
    preview,
    signal,
    out,
  } as const;
  await trainBundle(learn, training);
  const challenger = await readBundle(out);
  const scores = async (bundle: ModelBundle) => (await evaluateDrives(judge, bundle, { preview })).drives;
  const verdict = judgeChallenger(await scores(champion), await scores(challenger));
  await challenger.session.release();
  signal.throwIfAborted();
  const { promoted, outcome } = await settle(verdict, out, options, store);
  console.error(outcome);
  for (const reason of verdict.against) console.error(`  ${reason}`);
  const names = (some: readonly Drive[]) => some.map(({ name }) => name);
  const page = {
    verdict,
    outcome,
    champion: card,
    challenger: challenger.card,
    learnt: names(learn),
    judged: names(judge),
  };
  if (options.report !== undefined) await commitFiles(new Map([[options.report, renderChallenge(page)]]));
  if (options.json) console.log(JSON.stringify({ promoted, ...verdict }));
}

/** The champion changes by one rename, or not at all. */
async function settle(
  verdict: Verdict,
  bundle: string,
  options: Options,
  store: ModelStore,
): Promise<{ promoted: boolean; outcome: string }> {
  const stays = `${store.champion()} stays the champion`;
  if (verdict.against.length > 0) return { promoted: false, outcome: stays };
  if (options.publicKey !== undefined) {
    return {
      promoted: false,
      outcome: `${stays} until the better ${bundle} is signed and deployed (steercast sign, steercast deploy)`,
    };
  }
  const unlock = await store.lock();
  try {
    const { model } = await installChampion(store, bundle, options);
    await rm(bundle, { recursive: true, force: true });
    return { promoted: true, outcome: `${model.name} is the champion, in the place of ${basename(model.replaces!)}` };
  } finally {
    unlock();
  }
}

/** Those that the champion has learnt from judge nobody. */
function fairSplit(drives: readonly Drive[], champion: ModelCard): { learn: Drive[]; judge: Drive[] } {
  const { learn, judge } = splitForJudging(drives);
  const known = new Set(champion.training.drives.train.map(({ sha256 }) => sha256));
  const fair = judge.filter(({ sha256 }) => !known.has(sha256));
  if (fair.length > 0) return { learn, judge: fair };
  const those = judge.map(({ name }) => name).join(', ');
  throw new InputError(`expected a drive to judge by that the champion has not learnt from, got ${those}`);
}

/** A recording that can't be used is told and left out: it must not keep the others from being learnt from. */
async function usableDrives(
  paths: readonly string[],
  options: DriveOptions,
  { dt, check, signal }: { dt: number; check: OpenedPreview['check']; signal: AbortSignal },
): Promise<Drive[]> {
  const usable = new Map<string, Drive>();
  for (const path of await listDrives(paths, { logs: options.vehicle !== undefined })) {
    try {
      for (const drive of await readDrives([path], options, { dt, fallbackRowDt: dt, signal })) {
        check(path, drive.rows);
        usable.set(path, drive);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      toUser(`left out: ${error.message}`);
    }
  }
  const drives = distinctDrives(usable, toUser);
  if (drives.length >= FEWEST_DRIVES) return drives;
  throw new InputError(
    `expected at least ${FEWEST_DRIVES} usable drives (to learn from, to choose the epoch by, to judge by), got ${drives.length} (${paths.join(', ')})`,
  );
}
