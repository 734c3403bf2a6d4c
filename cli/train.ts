import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ModelCard } from '../core/model-card.js';
import type { Drive } from '../drives/drive.js';
import { makeFolder } from '../files/make-folder.js';
import { ARCHITECTURES, DEFAULT_ARCHITECTURE, findArchitecture } from '../training/architectures/catalogue.js';
import { ENGINES, type EngineChoice } from '../training/engines/engines.js';
import { exportBundle } from '../training/export.js';
import type { Checkpoint } from '../training/checkpoint.js';
import { openCheckpointFile, readCheckpoint } from '../training/checkpoint-file.js';
import { toOnnx } from '../training/to-onnx.js';
import { makeCard, type CardOptions } from '../training/make-card.js';
import type { DriveScores } from '../training/metrics.js';
import { SCHEDULES } from '../training/schedule.js';
import { SPLITS, type Split } from '../training/split.js';
import {
  HORIZON,
  trainModel,
  type RecipeChanges,
  type TrainedModel,
  type TrainingReport,
  type TrainOptions,
} from '../training/train-model.js';
import { counted } from '../core/counted.js';
import { addDriveOptions, DEFAULT_DT, readDrives, vehicleName, type DriveOptions } from './drive-options.js';
import { Interrupted, interruptSignal } from './exit.js';
import { choices, integer, integerOr, oneOf, positiveNumber } from './option-values.js';
import { persistenceRemark } from './persistence-remark.js';
import { addPreviewOptions, openPreview, type PreviewOptions } from './preview-options.js';
import { scoreTable } from './score-table.js';
import { testedOn } from './tested-on.js';
import { trainingProgress } from './training-progress.js';

const LEAK_WARNING =
  '--split seed leaks: windows at random share nine of their ten samples with windows that were trained on, and the ' +
  'scalers have seen the test. Its figures say nothing of a drive never seen; --split drive does.';

type Options = DriveOptions &
  PreviewOptions &
  RecipeChanges & {
    out: string;
    model: string;
    dt?: number;
    split: Split;
    seed: number;
    engine: EngineChoice;
    resume?: boolean;
    json?: boolean;
  };

export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a model on recorded drives and export it as a bundle (model.onnx and card.json)')
    .argument('<drives...>', 'CSV or XLSX files, CAN logs, or folders of them')
    .requiredOption('--out <dir>', 'folder of the bundle (required)')
    .option('--model <name>', `architecture: ${choices(ARCHITECTURES.map(({ name }) => name))}`, DEFAULT_ARCHITECTURE)
    .option('--dt <s>', `the model's step (default: ${DEFAULT_DT})`, positiveNumber('--dt'))
    .option(
      '--split <kind>',
      'drive: whole drives held out, 15 % to choose the epoch and 15 % to test; seed: windows at random',
      oneOf('--split', SPLITS),
      'drive',
    )
    .option(
      '--seed <n>',
      'of the split, the initial weights and the batches',
      integer('--seed', { min: 0, max: 2 ** 31 - 1 }),
      1,
    )
    .option(
      '--engine <name>',
      'what trains: ort (ONNX Runtime) or tfjs (TensorFlow.js); auto is ort',
      oneOf('--engine', ENGINES),
      'auto',
    )
    .option('--epochs <n>', "instead of the architecture's own number", integer('--epochs', { min: 1 }))
    .option(
      '--batch-size <n>',
      "windows an optimizer step, or full for all at once, instead of the architecture's own number",
      integerOr('--batch-size', 'full', { min: 1 }),
    )
    .option(
      '--learning-rate <x>',
      "of Adam, the largest of a schedule, instead of the architecture's own",
      positiveNumber('--learning-rate'),
    )
    .option(
      '--schedule <kind>',
      "of the learning rate, instead of the architecture's own: constant, or one-cycle (rises, then falls to nothing)",
      oneOf('--schedule', SCHEDULES),
    )
    .option('--resume', 'go on from the checkpoint of an interrupted training, OUT.checkpoint')
    .option('--json', 'figures as JSON on stdout')
    .action(train);
  addPreviewOptions(addDriveOptions(command));
}

async function train(paths: string[], options: Options): Promise<void> {
  const signal = interruptSignal();
  const architecture = findArchitecture(options.model);
  const { dt = DEFAULT_DT, out } = options;
  const path = `${resolve(out)}.checkpoint`;
  const from = options.resume ? { checkpoint: await readCheckpoint(path), path } : undefined;
  const checkpoints = openCheckpointFile(path, { remark: (text) => console.error(text) });
  let undo = () => Promise.resolve();
  try {
    const drives = await readDrives(paths, options, { dt, fallbackRowDt: options.dt, signal, toLearnFrom: true });
    const { preview, check } = await openPreview(options, { dt, ...HORIZON });
    for (const { name, rows } of drives) check(name, rows);
    undo = await makeFolder(out);
    if (options.split === 'seed') console.error(LEAK_WARNING);
    const more = { architecture, dt, preview, signal, from, onCheckpoint: (one: Checkpoint) => checkpoints.keep(one) };
    const trained = await trainWithProgress(drives, { ...options, ...more });
    const { card, test } = await writeTrained(trained, {
      ...options,
      ...{ architecture, preview },
      vehicle: await vehicleName(options.vehicle),
    });
    console.error(`${describeTraining(card, test)}; bundle in ${out}`);
    if (options.json) console.log(JSON.stringify(summary(card, test)));
    else console.log(`${testedOn(card, test)}\n${scoreTable(test)}`);
    const remark = persistenceRemark(card);
    if (remark !== undefined) console.error(remark);
    if (trained.fitted.interrupted) {
      const hint = (await checkpoints.flush()) ? ', and --resume goes on' : '';
      throw new Interrupted(`interrupted after epoch ${card.training.epochs}; ${out} has the best model so far${hint}`);
    }
  } catch (error) {
    await checkpoints.flush(); // what was trained is not lost, whatever ended it
    await undo();
    const early = error === signal.reason;
    throw early ? new Interrupted('interrupted before the first epoch ended; no bundle written') : error;
  }
  await checkpoints.remove();
}

/** Trains on the drives and writes the bundle to `out`, unless it is interrupted. */
export async function trainBundle(
  drives: readonly Drive[],
  options: TrainOptions & CardOptions & { out: string; signal: AbortSignal },
): Promise<void> {
  const trained = await trainWithProgress(drives, options);
  options.signal.throwIfAborted();
  const { card, test } = await writeTrained(trained, options);
  console.error(describeTraining(card, test));
}

/** Progress goes to stderr. */
async function trainWithProgress(drives: readonly Drive[], options: TrainOptions): Promise<TrainedModel> {
  const progress = trainingProgress();
  const onEpoch = (report: TrainingReport) => progress.onEpoch(report);
  return trainModel(drives, { ...options, onEpoch }).finally(() => progress.done());
}

async function writeTrained(
  trained: TrainedModel,
  options: CardOptions & { out: string },
): Promise<{ card: ModelCard; test: DriveScores }> {
  const { card, test } = await makeCard(trained, options, new Date());
  const written = await exportBundle(options.out, card, toOnnx(trained.model, trained.fitted.weights));
  return { card: written, test };
}

function describeTraining({ name, training }: ModelCard, { windows }: DriveScores): string {
  const { engine, seed, drives, bestEpoch, epochs, anew } = training;
  const { train, validation, test } = drives;
  const judged = anew
    ? `validated and tested without ${validation.length + test.length} of them`
    : `validated on ${validation.length}`;
  const validated = validation.length > 0 ? `${judged}, best epoch ${bestEpoch} of ${epochs}` : `epoch ${epochs}`;
  return `${name} on ${engine}, seed ${seed}: trained on ${counted(train.length, 'drive')}, ${validated}; ${counted(windows, 'test window')}`;
}

function summary({ name, training }: ModelCard, { windows, model }: DriveScores) {
  const { engine, seed, epochs, bestEpoch, losses } = training;
  const trainLoss = losses.train[bestEpoch - 1];
  return {
    model: name,
    engine,
    seed,
    epochs,
    trainLoss,
    test: { windows, r2: model.r2, mae: model.mae, maePerStep: model.maePerStep },
  };
}
