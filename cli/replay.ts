import { dirname, extname } from 'node:path';
import type { Command } from 'commander';
import { from, fromEvent, takeUntil } from 'rxjs';
import { PREVIEW_SOURCES, type PreviewSource } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import { makeFolder } from '../files/make-folder.js';
import { openWholeFile } from '../files/whole-file.js';
import { readBundle } from '../onnx/bundle.js';
import { machineClock, pace, type ReplaySpeed } from '../runtime/pace.js';
import { toPredictions } from '../runtime/pipeline.js';
import { csvLines, JSON_LINES, type LineFormat } from '../runtime/prediction-lines.js';
import { onnxPredictor } from '../runtime/predictor.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { isLog } from '../drives/is-log.js';
import { driveSamples } from '../drives/drive-samples.js';
import { logSamples } from '../drives/log-samples.js';
import { addDriveOptions, PREVIEW_HELP, readDrives, toUser, vehicleOf, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { oneOf, positiveNumber } from './option-values.js';
import { StateCounts } from './state-counts.js';

type Options = DriveOptions & { model: string; preview: PreviewSource; speed: ReplaySpeed; out?: string };

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('stream a recorded drive through the pipeline of the car: a prediction at every step')
    .argument('<drive>', 'CSV or XLSX file, or a CAN log (.log, .candump, gzipped or not)')
    .requiredOption('--model <dir>', 'bundle of the model (required)')
    .option('--preview <source>', PREVIEW_HELP, oneOf('--preview', PREVIEW_SOURCES), 'recorded')
    .option('--speed <x>', 'times as fast as recorded, or max', replaySpeed, 'max')
    .option('--out <file>', '.csv or .jsonl (default: JSON lines on stdout)')
    .action(replay);
  addDriveOptions(command);
}

async function replay(path: string, options: Options): Promise<void> {
  const signal = interruptSignal();
  const bundle = await readBundle(options.model);
  const { card, session } = bundle;
  const undo = options.out === undefined ? undefined : await makeFolder(dirname(options.out));
  const sink = openSink(options.out);
  try {
    const format = lineFormat(options.out, card.horizonSteps);
    const samples = await openSamples(path, options, { dt: card.dt, signal });
    const paced = options.speed === 'max' ? samples : pace(samples, options.speed, machineClock(signal));
    const predictions$ = toPredictions(from(paced), await onnxPredictor(bundle), options.preview);
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
    await undo?.(); // a folder with nothing in it
    await session.release();
  }
}

/** A CAN log is read while its predictions come, a drive file before. */
async function openSamples(
  path: string,
  options: Options,
  { dt, signal }: { dt: number; signal: AbortSignal },
): Promise<Iterable<VehicleSample> | AsyncIterable<VehicleSample>> {
  if (await isLog(path)) {
    const vehicle = await vehicleOf(path, options.vehicle);
    return logSamples(path, { vehicle, dt, remark: toUser, signal });
  }
  const drives = await readDrives([path], options, { dt, fallbackRowDt: dt });
  if (drives.length > 1) throw new InputError(`expected one drive, got a folder of ${drives.length} (${path})`);
  return driveSamples(drives[0]!, dt);
}

function openSink(path: string | undefined) {
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
