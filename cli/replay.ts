import { dirname, extname } from 'node:path';
import type { Command } from 'commander';
import { from, fromEvent, takeUntil } from 'rxjs';
import { gainOf } from '../can/vehicle/vehicle-bus.js';
import { PREVIEW_SOURCES, type Preview, type PreviewSource } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import { makeFolder } from '../files/make-folder.js';
import { openWholeFile } from '../files/whole-file.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { CarMemory } from '../runtime/car-memory.js';
import { readState, writeState, type StateOwner } from '../runtime/state-file.js';
import { ANEW } from '../runtime/live-run.js';
import { oneModel, type Models } from '../runtime/models-in-use.js';
import { machineClock, pace, type ReplaySpeed } from '../runtime/pace.js';
import { toPredictionsInTurn } from '../runtime/pipeline.js';
import { csvLines, JSON_LINES, type LineFormat } from '../runtime/prediction-lines.js';
import { openPredictor } from '../runtime/predictor.js';
import { RangeExcesses } from '../runtime/range-excesses.js';
import type { ModelCard } from '../core/model-card.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { shortHash } from '../core/short-hash.js';
import { isLog } from '../drives/is-log.js';
import { driveSamples } from '../drives/drive-samples.js';
import { logSamples } from '../drives/log-samples.js';
import { EXECUTORS, eventsPath, readSession, type ExecutorName, type SessionHead } from '../drives/session-events.js';
import { counted } from '../core/counted.js';
import { addDriveOptions, readDrives, toUser, vehicleOf, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import type { ReplayPage, ReplayPageOptions } from './live-page/replay-page.js';
import { addModelOption, modelFiles, readModel, type ModelOption } from './model-option.js';
import { EXECUTOR_HELP, integer, oneOf, PAGE_HELP, PORTS, positiveNumberOr } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { addMapOptions, openPreview, openRoad, ORACLE, PREVIEW_HELP, type PreviewOptions } from './preview-options.js';
import { sessionModels } from './session-models.js';
import { StateCounts } from '../runtime/state-counts.js';
import { openVerification } from './verify.js';

type Sink = { write(text: string): void; commit(): void; abort(): void };
type Options = ModelOption &
  DriveOptions &
  Omit<PreviewOptions, 'preview'> & {
    store?: string;
    preview?: PreviewSource;
    speed: ReplaySpeed;
    executor?: ExecutorName;
    out?: string;
    verify?: string;
    state?: string;
    saveState?: string;
    page?: number;
  };

/** The car of drive files, whose user names none. */
const UNNAMED = 'a car without a profile';

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('stream a recorded drive through the pipeline of the car: a prediction at every step')
    .argument(
      '<drive>',
      'CSV or XLSX file, or a CAN log of candump, Vector (.asc, .blf) or PEAK (.trc), gzipped or not',
    )
    .option('--preview <source>', `${PREVIEW_HELP}; a recorded session's own`, oneOf('--preview', PREVIEW_SOURCES))
    .option('--speed <x>', 'times as fast as recorded, or max', positiveNumberOr('--speed', 'max'), 'max')
    .option('--executor <name>', `${EXECUTOR_HELP}; a recorded session's own`, oneOf('--executor', EXECUTORS))
    .option('--out <file>', '.csv or .jsonl (default: JSON lines on stdout)')
    .option('--store <dir>', 'where the other models are that a recorded session went on with')
    .option('--verify <file>', 'hold the predictions against those of a run or a replay, byte for byte')
    .option('--state <file>', 'begin with what was learned of the car, as run or --save-state wrote it')
    .option('--save-state <file>', 'write what was learned of the car by the end (.json)')
    .option('--page <port>', `${PAGE_HELP}; with a --speed`, integer('--page', PORTS))
    .action(replay);
  addMapOptions(addDriveOptions(addModelOption(command)));
}

async function replay(path: string, options: Options): Promise<void> {
  const signal = interruptSignal();
  checkOutputs({ '--out': options.out, '--save-state': options.saveState }, inputsOf(path, options));
  checkOutputs({ '--out': options.out }, [options.state]); // what is learned may be kept where it was
  const bundle = await readModel(options);
  const { card, session } = bundle;
  const format = lineFormat(options, card);
  const undo = options.out === undefined ? undefined : await makeFolder(dirname(options.out));
  const sink = await openSink(options, { drive: path, card, header: format.header });
  let page: ReplayPage | undefined;
  try {
    const open = (await isLog(path)) ? openLog : openDrive;
    const { samples, vehicle, models, ...how } = await open(path, options, { bundle, signal });
    const excesses = new RangeExcesses();
    const counts = new StateCounts();
    const { speed, page: port } = options;
    if (port !== undefined) page = await openPage({ port, drive: path, card, preview: how.preview, speed, counts });
    const paced = speed === 'max' ? samples : pace(samples, speed, machineClock(signal));
    const seen = page ? page.watch(paced) : paced;
    const predictions$ = toPredictionsInTurn(from(seen), models, { ...how, excesses });
    signal.throwIfAborted(); // one that came while the drive was read
    const start = performance.now();
    sink.write(format.header);
    await predictions$.pipe(takeUntil(fromEvent(signal, 'abort'))).forEach((prediction) => {
      counts.add(prediction);
      sink.write(format.line(prediction));
      page?.next(prediction);
    });
    signal.throwIfAborted();
    sink.commit();
    if (how.memory.resets > 0) toUser(`${ANEW} (${counted(how.memory.resets, 'time')})`);
    await saveState(options.saveState, { card, vehicle }, how.memory);
    console.error(counts.describe((performance.now() - start) / 1000));
    for (const line of excesses.of(models.active.card).lines) console.error(line);
    if (how.preview === 'recorded') console.error(ORACLE);
  } finally {
    await page?.close();
    sink.abort();
    await undo?.(); // a folder with nothing in it
    await session.release();
  }
}

const inputsOf = (path: string, { vehicle, map, verify, model }: Options) => [
  ...[path, eventsPath(path), vehicle, map, verify],
  ...modelFiles(model),
];

async function openPage(options: ReplayPageOptions): Promise<ReplayPage> {
  const { openReplayPage } = await import('./live-page/replay-page.js');
  const page = await openReplayPage(options);
  toUser(`what is predicted is shown at ${page.address}`);
  return page;
}

type Opened = {
  samples: Iterable<VehicleSample> | AsyncIterable<VehicleSample>;
  preview: Preview;
  models: Models;
  phases?: number;
  memory: CarMemory;
  /** whose state it is */
  vehicle: string;
};
type Opening = { bundle: ModelBundle; signal: AbortSignal };

/** A CAN log is read while its predictions come. One of a live session is replayed as that session went. */
async function openLog(path: string, options: Options, { bundle, signal }: Opening): Promise<Opened> {
  const { card } = bundle;
  const vehicle = await vehicleOf(path, options.vehicle);
  const session = await readSession(path);
  const { head } = session ?? {};
  const phases = head?.phases ?? 1;
  const { preview, hashMap } = await (head && options.preview === undefined
    ? openSessionRoad(head, options, path, card)
    : openPreview({ ...options, preview: options.preview ?? 'recorded' }, card, toUser));
  if (head && options.verify !== undefined) {
    checkHash('model', head.model, card.onnxSha256, `--model, ${path}`);
    if (head.map !== undefined) checkHash('map', head.map, await hashMap(), `--map, ${path}`);
  }
  const { store, verify, executor = head?.executor } = options;
  const open = (one: ModelBundle) => openPredictor(one, { executor, onFault: toUser });
  const script = store === undefined && verify === undefined ? undefined : session;
  const models = await sessionModels(script, { bundle, predictor: await open(bundle) }, { store, open, where: path });
  const onModels = script && ((hashes: readonly string[]) => models.use(hashes));
  const { name } = vehicle.profile;
  return {
    vehicle: name,
    memory: await openMemory(options, { card, vehicle: name, gain: gainOf(vehicle) }, head),
    samples: logSamples(path, { vehicle, dt: card.dt, remark: toUser, signal, session, phases, onModels }),
    preview,
    models,
    phases,
  };
}

async function openDrive(path: string, options: Options, { bundle }: Opening): Promise<Opened> {
  const { card } = bundle;
  const { dt } = card;
  const { preview, check } = await openPreview({ ...options, preview: options.preview ?? 'recorded' }, card);
  const drives = await readDrives([path], options, { dt, fallbackRowDt: dt });
  if (drives.length > 1) throw new InputError(`expected one drive, got a folder of ${drives.length} (${path})`);
  const drive = drives[0]!;
  check(path, drive.rows);
  const vehicle = options.vehicle === undefined ? UNNAMED : (await vehicleOf(path, options.vehicle)).profile.name;
  const memory = await openMemory(options, { card, vehicle, gain: drive.steeringGain });
  const predictor = await openPredictor(bundle, { executor: options.executor, onFault: toUser });
  return { samples: driveSamples(drive, dt), preview, models: oneModel(predictor), memory, vehicle };
}

/** What is known of the car: as the user says, else as the session knew it, else as the profile says. */
async function openMemory(
  { state, verify }: Options,
  owner: StateOwner & { gain: number | undefined },
  head?: SessionHead,
): Promise<CarMemory> {
  if (state !== undefined && verify !== undefined) throw new InputError('expected --state or --verify, got both');
  if (state !== undefined) return new CarMemory({ gain: owner.gain, learned: await readState(state, owner, toUser) });
  const isOfSession = head?.model === owner.card.onnxSha256;
  return isOfSession && head?.car ? new CarMemory(head.car, owner.card) : new CarMemory({ gain: owner.gain });
}

async function saveState(path: string | undefined, owner: StateOwner, { learned }: CarMemory): Promise<void> {
  if (path === undefined) return;
  if (learned) await writeState(path, owner, learned);
  else toUser(`${path}: not written: nothing was learned of the car`);
}

/** The curvature ahead from where the session had it; what is said on the command line comes first. */
function openSessionRoad(
  { preview, fallback = [], map, route }: SessionHead,
  options: Options,
  path: string,
  card: ModelCard,
) {
  if (map !== undefined && options.map === undefined)
    throw new InputError(`expected the map of the session (--map FILE), sha256 ${shown(map)}, got none (${path})`);
  const order = [preview, ...(options.fallback ?? fallback)];
  return openRoad({ order, map: options.map, route: options.route ?? route, remark: toUser }, card);
}

function checkHash(what: string, wanted: string, got: string | undefined, where: string): void {
  if (wanted === got) return;
  throw new InputError(
    `expected the ${what} of the session, sha256 ${shown(wanted)}, got ${shown(got ?? 'none')} (${where})`,
  );
}

const shown = (hash: string) => (hash === shortHash(hash) ? hash : `${shortHash(hash)}…`);

function openSink(
  { out: path, verify, page }: Options,
  { card: { name, onnxSha256 }, ...rest }: { drive: string; card: ModelCard; header: string },
): Promise<Sink> | Sink {
  if (path !== undefined && verify !== undefined) throw new InputError('expected --out or --verify, got both');
  if (verify !== undefined)
    return openVerification(verify, { model: `the model ${name}, sha256 ${shown(onnxSha256)}`, ...rest });
  if (path !== undefined) return openWholeFile(path);
  const isShown = page !== undefined && process.stdout.isTTY; // the lines would hide where
  return { write: (text: string) => void (isShown || process.stdout.write(text)), commit() {}, abort() {} };
}

function lineFormat({ out, verify }: Options, card: ModelCard): LineFormat {
  const path = verify ?? out;
  const extension = path === undefined ? '.jsonl' : extname(path).toLowerCase();
  if (extension === '.jsonl') return JSON_LINES;
  if (extension === '.csv') return csvLines(card);
  throw new InputError(
    `expected a file that ends in .csv or .jsonl, got "${path}" (${path === verify ? '--verify' : '--out'})`,
  );
}
