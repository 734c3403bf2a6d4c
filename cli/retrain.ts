import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { ModelCard } from '../core/model-card.js';
import { InputError } from '../core/input-error.js';
import type { Drive } from '../drives/drive.js';
import { commitFiles } from '../files/commit-files.js';
import { takeLock } from '../files/process-lock.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import { ModelStore } from '../onnx/model-store.js';
import { readRunConfig } from '../runtime/run-config.js';
import { findArchitecture } from '../training/architectures/catalogue.js';
import { Diverged } from '../training/diverged.js';
import { renderChallenge } from '../training/report/challenge.js';
import { contestByFolds, contestOnce, type Contest, type ContestOptions } from './contest.js';
import { addDriveOptions, readingOf, vehicleName, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { fileNamed, integer } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { addPreviewOptions, openPreview, type PreviewOptions } from './preview-options.js';
import { settleContest } from './settle-contest.js';
import { addStoreOptions, openKey, type StoreOptions } from './store-options.js';
import { usableDrives, type FoundDrive } from './usable-drives.js';

/** In the store: where the challenger is made. */
const MADE = 'made';

type Options = DriveOptions &
  PreviewOptions &
  StoreOptions & { config?: string; seed: number; epochs?: number; folds?: number; report?: string; json?: boolean };

export function registerRetrain(program: Command): void {
  const command = program
    .command('retrain')
    .description('train a challenger on recorded drives, and make it the champion where it is better')
    .argument('[drives...]', 'CSV or XLSX files, CAN logs, or folders of them (with --config: what it records)')
    .option('--config <file>', "a run's: its vehicle, its recordings, its models and its key")
    .option('--seed <n>', 'of the training', integer('--seed', { min: 0, max: 2 ** 31 - 1 }), 1)
    .option('--epochs <n>', "instead of the architecture's own number", integer('--epochs', { min: 1 }))
    .option(
      '--folds <n>',
      'at the desk: judge by every drive, in so many parts side by side, and learn from all of them at last',
      integer('--folds', { min: 2 }),
    )
    .option(
      '--report <file>',
      'champion and challenger side by side, one self-contained HTML file',
      fileNamed('--report', '.html'),
    )
    .option('--json', 'figures as JSON on stdout')
    .action(retrain);
  addPreviewOptions(addDriveOptions(addStoreOptions(command)));
}

async function retrain(given: string[], written: Options): Promise<void> {
  const signal = interruptSignal();
  const { paths, options } = await fromConfig(given, written);
  const { report, config, vehicle, map, publicKey } = options;
  checkOutputs({ '--report': report }, [...paths, config, vehicle, map, publicKey]);
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

type Challenge = { store: ModelStore; champion: ModelBundle; signal: AbortSignal };

async function challenge(paths: string[], options: Options, { store, champion, signal }: Challenge): Promise<void> {
  const { card } = champion;
  const { dt } = card;
  const judgedChampion = store.champion()!; // it was read
  const { preview, check } = await openPreview(options, card);
  const found = await usableDrives(paths, options, { dt, check, signal, isOneVehicle: options.config !== undefined });
  const made = join(store.root, MADE);
  const architecture = findArchitecture(card.architecture);
  const vehicle = (await vehicleName(options.vehicle)) ?? card.vehicle;
  try {
    const training = { ...trainingOf(card, options), architecture, vehicle, preview, signal };
    const contest = await contestOf(found, options, { champion, out: made, training });
    signal.throwIfAborted();
    const { promoted, outcome } = await settleContest({ ...contest, champion: judgedChampion, made }, store, options);
    await tell(contest, { promoted, outcome, card, options });
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    throw new Diverged(`${error.message}; ${judgedChampion} stays the champion`);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

type Told = { promoted: boolean; outcome: string; card: ModelCard; options: Options };

/** The report last: a disk that has no room for it hides nothing of what has become of the challenger. */
async function tell(contest: Contest, { promoted, outcome, card, options }: Told): Promise<void> {
  const { verdict, challenger, learnt, judged, folds } = contest;
  console.error(outcome);
  for (const reason of verdict.against) console.error(`  ${reason}`);
  if (options.json) console.log(JSON.stringify({ promoted, ...verdict }));
  if (options.report === undefined) return;
  const names = (some: readonly Drive[]) => some.map(({ name }) => name);
  const sides = { champion: card, challenger, folds, learnt: names(learnt), judged: names(judged) };
  await commitFiles(new Map([[options.report, renderChallenge({ verdict, outcome, ...sides })]]));
  console.error(`report in ${options.report}`);
}

const trainingOf = ({ dt }: ModelCard, { seed, epochs }: Options) => ({ dt, split: 'drive' as const, seed, epochs });

function contestOf(found: readonly FoundDrive[], options: Options, contest: ContestOptions): Promise<Contest> {
  if (options.folds === undefined) return contestOnce(found, contest);
  const { champion } = contest;
  const { folds, preview, map, route, fallback } = options;
  const { architecture } = champion.card;
  const { epochs, ...training } = trainingOf(champion.card, options);
  const job = {
    ...{
      read: readingOf(options),
      architecture,
      preview,
      map,
      route,
      fallback,
      ...training,
      isJudgedAlone: true as const,
    },
    ...(epochs !== undefined && { epochs }),
  };
  return contestByFolds(found, { ...contest, folds, job });
}
