import { extname } from 'node:path';
import type { Command } from 'commander';
import { from, fromEvent, takeUntil, type Observable } from 'rxjs';
import { PREVIEW_SOURCES, type PreviewSource } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import { openWholeFile } from '../files/whole-file.js';
import { readBundle } from '../onnx/bundle.js';
import { pace, type ReplaySpeed } from '../runtime/pace.js';
import { sampledToPredictions, toPredictions } from '../runtime/pipeline.js';
import { csvLines, JSON_LINES, type LineFormat } from '../runtime/prediction-lines.js';
import { onnxPredictor, type Predictor } from '../runtime/predictor.js';
import type { Prediction } from '../core/prediction.js';
import { isLogName } from '../drives/drive-format.js';
import { logSamples } from '../drives/log-samples.js';
import { readSession, type SessionHead } from '../drives/session-events.js';
import { addDriveOptions, readDrives, remarkOnLog, vehicleOf, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { oneOf, positiveNumber } from './option-values.js';
import { StateCounts } from './state-counts.js';
import { openVerification } from './verify.js';

type Sink = { write(text: string): void; commit(): void; abort(): void };
type Options = DriveOptions & {
  model: string;
  preview?: PreviewSource;
  speed: ReplaySpeed;
  out?: string;
  verify?: string;
};

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('stream a recorded drive through the pipeline of the car: a prediction at every step')
    .argument('<drive>', 'CSV or XLSX file, or a CAN log (.log, .candump, gzipped or not)')
    .requiredOption('--model <dir>', 'bundle of the model')
    .option(
      '--preview <source>',
      'curvature ahead: recorded (the default, an oracle) or hold (the default of a recorded session)',
      oneOf('--preview', PREVIEW_SOURCES),
    )
    .option('--speed <x>', 'times as fast as recorded, or max', replaySpeed, 'max')
    .option('--out <file>', '.csv or .jsonl (default: JSON lines on stdout)')
    .option('--verify <file>', 'hold the predictions against those of a run or a replay, byte for byte')
    .action(replay);
  addDriveOptions(command);
}

async function replay(path: string, options: Options): Promise<void> {
  const signal = interruptSignal();
  const bundle = await readBundle(options.model);
  const { card, session } = bundle;
  const sink = await openSink(options);
  try {
    const format = lineFormat(options.verify ?? options.out, card.horizonSteps);
    const predictor = await onnxPredictor(bundle);
    const predictions$ = isLogName(path)
      ? await replayLog(path, options, predictor)
      : await replayDrive(path, options, predictor);
    signal.throwIfAborted(); // one that came while the drive was read
    const counts = new StateCounts();
    const start = performance.now();
    sink.write(format.header);
    await predictions$.pipe(takeUntil(fromEvent(signal, 'abort'))).forEach((prediction) => {
      counts.add(prediction);
      sink.write(format.line(prediction));
    });
    signal.throwIfAborted();
    sink.commit();
    console.error(counts.describe((performance.now() - start) / 1000));
  } finally {
    sink.abort();
    await session.release();
  }
}

/** A CAN log is read while its predictions come. One of a live session is replayed as that session went. */
async function replayLog(path: string, options: Options, predictor: Predictor): Promise<Observable<Prediction>> {
  const { card } = predictor;
  const vehicle = await vehicleOf(path, options.vehicle);
  const session = await readSession(path);
  if (session && options.verify !== undefined) checkModel(session.head, card.onnxSha256, path);
  const phases = session?.head.phases ?? 1;
  const preview = options.preview ?? session?.head.preview ?? 'recorded';
  const samples = logSamples(path, { vehicle, dt: card.dt, remark: remarkOnLog, session, phases });
  return sampledToPredictions(from(samples).pipe(pace(options.speed)), predictor, { preview, phases });
}

async function replayDrive(path: string, options: Options, predictor: Predictor): Promise<Observable<Prediction>> {
  const { dt } = predictor.card;
  const drives = await readDrives([path], options, { dt, fallbackRowDt: dt });
  if (drives.length > 1) throw new InputError(`expected one drive, got a folder of ${drives.length} (${path})`);
  const rows$ = from(drives[0]!.rows).pipe(pace(options.speed));
  return toPredictions(rows$, predictor, options.preview ?? 'recorded');
}

function checkModel({ model }: SessionHead, bundle: string, path: string): void {
  if (model === bundle) return;
  const [wanted, got] = [model, bundle].map((hash) => `${hash.slice(0, 12)}…`);
  throw new InputError(`expected the model of the session, sha256 ${wanted}, got ${got} (--model, ${path})`);
}

function openSink({ out: path, verify }: Options): Promise<Sink> | Sink {
  if (path !== undefined && verify !== undefined) throw new InputError('expected --out or --verify, got both');
  if (verify !== undefined) return openVerification(verify);
  if (path !== undefined) return openWholeFile(path);
  return { write: (text: string) => void process.stdout.write(text), commit() {}, abort() {} };
}

function lineFormat(path: string | undefined, horizonSteps: number): LineFormat {
  const extension = path === undefined ? '.jsonl' : extname(path).toLowerCase();
  if (extension === '.jsonl') return JSON_LINES;
  if (extension === '.csv') return csvLines(horizonSteps);
  throw new InputError(`expected a file that ends in .csv or .jsonl, got "${path}" (--out)`);
}

const replaySpeed = (text: string): ReplaySpeed => (text === 'max' ? 'max' : positiveNumber('--speed')(text));
