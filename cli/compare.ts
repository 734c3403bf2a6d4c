import type { Command } from 'commander';
import { previewName } from '../core/curvature-preview.js';
import { commitFiles } from '../files/commit-files.js';
import { ARCHITECTURES, findArchitecture } from '../training/architectures/catalogue.js';
import { figuresOf } from '../training/figures/figures.js';
import type { ComparedModel, Comparison, Held } from '../training/figures/comparison.js';
import { evaluation, scoreDrive } from '../training/metrics.js';
import { renderComparison } from '../training/report/comparison-page.js';
import { HORIZON } from '../training/train-model.js';
import { listDrives } from '../drives/list-drives.js';
import { comparisonTable } from './comparison-table.js';
import {
  fewerFolds,
  planCompare,
  withVehicles,
  type ComparePlan,
  type PlannedDrive,
  type PlannedFold,
} from './compare-plan.js';
import { counted } from '../core/counted.js';
import { AllFaults } from './all-faults.js';
import { addDriveOptions, DEFAULT_DT, readDrives, readingOf, toUser, type DriveOptions } from './drive-options.js';
import type { EmittedFold } from './emitted-fold.js';
import type { EvaluatedDrive } from './evaluate-drives.js';
import { interruptSignal } from './exit.js';
import type { FoldJob } from './fold-job.js';
import { choices, fileNamed, integer, positiveNumber } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { addPreviewOptions, openPreview, type PreviewOptions } from './preview-options.js';
import { runFolds, type FoldProgress } from './run-folds.js';

const DEFAULT_FOLDS = 6;
/** whose evaluation the leaking split is */
const ARTICLE = 'seed-lstm';

type Options = DriveOptions &
  PreviewOptions & {
    models: string[];
    folds: number;
    dt?: number;
    seed: number;
    epochs?: number;
    json?: boolean;
    report?: string;
  };

export function registerCompare(program: Command): void {
  const names = ARCHITECTURES.map(({ name }) => name);
  const command = program
    .command('compare')
    .description(
      'train and rank all models and baselines on the same folds: by drive, and each vehicle (folder) left out',
    )
    .argument('<drives...>', 'CSV or XLSX files, CAN logs, or folders of them: a vehicle is a folder')
    .option('--models <list>', `of ${choices(names)} (default: all)`, modelList, names)
    .option('--folds <n>', 'parts that the drives are dealt into', integer('--folds', { min: 2 }), DEFAULT_FOLDS)
    .option('--dt <s>', `the models' step (default: ${DEFAULT_DT})`, positiveNumber('--dt'))
    .option('--seed <n>', 'of every training', integer('--seed', { min: 0, max: 2 ** 31 - 1 }), 1)
    .option('--epochs <n>', "instead of each architecture's own number", integer('--epochs', { min: 1 }))
    .option('--json', 'figures as JSON on stdout')
    .option('--report <file>', 'one self-contained HTML file', fileNamed('--report', '.html'))
    .action(compare);
  addPreviewOptions(addDriveOptions(command));
}

async function compare(paths: string[], options: Options): Promise<void> {
  const signal = interruptSignal();
  checkOutputs({ '--report': options.report }, [...paths, options.vehicle, options.map]);
  const { dt = DEFAULT_DT, seed, epochs, models } = options;
  const read = readingOf(options);
  const drives = await distinct(paths, read, { dt, options, signal });
  const plan = planCompare(
    drives.map(({ path, vehicle }) => ({ path, vehicle })),
    options.folds,
  );
  const fewer = fewerFolds(plan.byDrive.length, options.folds);
  if (fewer) console.error(fewer);
  const job = (architecture: string, { train, heldOut }: PlannedFold): FoldJob => ({
    ...{ train, heldOut, read, architecture, dt, seed, split: 'drive' },
    ...{ preview: options.preview, map: options.map, route: options.route, fallback: options.fallback },
    ...(epochs !== undefined && { epochs }),
  });
  const folds = [...plan.byDrive, ...plan.byVehicle.map(({ fold }) => fold)];
  const article = models.includes(ARTICLE);
  const jobs = models.flatMap((model) => folds.map((fold) => job(model, fold)));
  if (article) jobs.push({ ...job(ARTICLE, { train: drives.map(({ path }) => path), heldOut: [] }), split: 'seed' });
  const answers = await trainAll(jobs, signal);

  const vehicleOf = new Map(drives.map(({ sha256, vehicle }) => [sha256, vehicle]));
  const compared = models.map((model, m) => {
    const own = answers.slice(m * folds.length, (m + 1) * folds.length);
    return comparedModel(model, own, { plan, vehicleOf, dt });
  });
  const leaking = article ? answers.at(-1)!.test : undefined;
  const comparison: Comparison = {
    ...{ seed, dt, preview: previewName((await openPreview(options, { dt, ...HORIZON })).preview) },
    ...{ folds: plan.byDrive.length, vehicles: plan.vehicles, neverLeftOut: plan.neverLeftOut },
    models: ranked(compared),
    ...(leaking && { leaking: { model: ARTICLE, windows: leaking.windows, ...shown(leaking.model) } }),
  };
  if (options.report !== undefined) {
    await commitFiles(new Map([[options.report, renderComparison(comparison)]]));
    console.error(`report in ${options.report}`);
  }
  console.log(options.json ? JSON.stringify(comparison) : comparisonTable(comparison));
}

type ReadDrive = PlannedDrive & { sha256: string };

/** Every drive once, read as it will be in the folds, so that what is wrong with one is told before anything is trained. */
async function distinct(
  paths: readonly string[],
  read: DriveOptions,
  { dt, options, signal }: { dt: number; options: Options; signal: AbortSignal },
): Promise<ReadDrive[]> {
  const { check } = await openPreview(options, { dt, ...HORIZON });
  const found: ReadDrive[] = [];
  const faults = new AllFaults();
  for (const drive of withVehicles(
    await listDrives(paths, { logs: read.vehicle !== undefined, columns: read.columns, remark: toUser }),
  )) {
    const reading = { dt, fallbackRowDt: options.dt, signal, toLearnFrom: true } as const;
    const sha256 = await faults.collect(async () => {
      const [one] = await readDrives([drive.path], read, reading);
      if (one) check(one.name, one.rows);
      return one?.sha256;
    });
    if (sha256 === undefined) continue;
    const twin = found.find((one) => one.sha256 === sha256);
    if (twin) console.error(`${drive.path}: the same drive as ${twin.path}, taken once`);
    else found.push({ ...drive, sha256 });
  }
  faults.throwIfAny();
  return found;
}

async function trainAll(jobs: readonly FoldJob[], signal: AbortSignal): Promise<EmittedFold[]> {
  console.error(`${counted(jobs.length, 'training')}, one a core`);
  const onDone = ({ architecture, heldOut }: FoldJob, { done, left }: FoldProgress) => {
    const what = heldOut.length > 0 ? `${counted(heldOut.length, 'drive')} held out` : 'the leaking split';
    console.error(`${done}/${jobs.length} ${architecture}, ${what}${left}`);
  };
  return runFolds(jobs, { onDone, signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
}

function comparedModel(
  model: string,
  answers: readonly EmittedFold[],
  { plan, vehicleOf, dt }: { plan: ComparePlan; vehicleOf: ReadonlyMap<string, string>; dt: number },
): ComparedModel {
  const byDrive = answers.slice(0, plan.byDrive.length).flatMap(({ drives }) => drives);
  const byVehicle = answers.slice(plan.byDrive.length).flatMap(({ drives }) => drives);
  const { engine } = answers[0]!;
  if (byVehicle.length === 0) return { model, engine, byDrive: held(byDrive, dt) };
  const vehicles = plan.byVehicle.map(({ vehicle }) => {
    const own = byVehicle.filter(({ sha256 }) => vehicleOf.get(sha256) === vehicle);
    return {
      vehicle,
      ...scoreDrive(
        vehicle,
        own.flatMap(({ steps }) => steps),
      ),
    };
  });
  return { model, engine, byDrive: held(byDrive, dt), byVehicle: { ...held(byVehicle, dt), vehicles } };
}

function held(drives: readonly EvaluatedDrive[], dt: number): Held {
  const scores = evaluation(drives);
  return { ...scores, figures: figuresOf(drives, scores.drives, dt) };
}

const ranked = (models: readonly ComparedModel[]) => {
  const mae = ({ byVehicle, byDrive }: ComparedModel) => (byVehicle ?? byDrive).all.model.mae;
  return [...models].sort((a, b) => mae(a) - mae(b));
};

const shown = ({ mae, r2, maePerStep }: { mae: number; r2: number; maePerStep: number[] }) => ({ mae, r2, maePerStep });

function modelList(text: string): string[] {
  return [...new Set(text.split(',').map((name) => findArchitecture(name.trim()).name))];
}
