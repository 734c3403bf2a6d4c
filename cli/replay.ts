import { extname } from 'node:path';
import type { Command } from 'commander';
import { from, fromEvent, takeUntil } from 'rxjs';
import { InputError } from '../core/input-error.js';
import { openWholeFile } from '../files/whole-file.js';
import { readBundle } from '../onnx/bundle.js';
import { pace, type ReplaySpeed } from '../runtime/pace.js';
import { toPredictions } from '../runtime/pipeline.js';
import { csvLines, JSON_LINES, type LineFormat } from '../runtime/prediction-lines.js';
import { onnxPredictor } from '../runtime/predictor.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { isLogName } from '../drives/drive-format.js';
import { logSamples } from '../drives/log-samples.js';
import { addDriveOptions, readDrives, toUser, vehicleOf, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { positiveNumber } from './option-values.js';
import { addPreviewOptions, openPreview, type PreviewOptions } from './preview-options.js';
import { StateCounts } from './state-counts.js';

type Options = DriveOptions & PreviewOptions & { model: string; speed: ReplaySpeed; out?: string };

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('stream a recorded drive through the pipeline of the car: a prediction at every step')
    .argument('<drive>', 'CSV or XLSX file, or a CAN log (.log, .candump, gzipped or not)')
    .requiredOption('--model <dir>', 'bundle of the model')
    .option('--speed <x>', 'times as fast as recorded, or max', replaySpeed, 'max')
    .option('--out <file>', '.csv or .jsonl (default: JSON lines on stdout)')
    .action(replay);
  addPreviewOptions(addDriveOptions(command));
}

async function replay(path: string, options: Options): Promise<void> {
  const signal = interruptSignal();
  const bundle = await readBundle(options.model);
  const { card, session } = bundle;
  const sink = openSink(options.out);
  try {
    const format = lineFormat(options.out, card.horizonSteps);
    const { preview, check } = await openPreview(options, card);
    const rows = await openRows(path, options, card.dt);
    if (Array.isArray(rows)) check(path, rows);
    const rows$ = from(rows).pipe(pace(options.speed));
    const predictions$ = toPredictions(rows$, await onnxPredictor(bundle), preview);
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

/** A CAN log is read while its predictions come, a drive file before. */
async function openRows(
  path: string,
  options: Options,
  dt: number,
): Promise<VehicleSample[] | AsyncIterable<VehicleSample>> {
  if (isLogName(path)) {
    const vehicle = await vehicleOf(path, options.vehicle);
    return logSamples(path, { vehicle, dt, remark: toUser });
  }
  const drives = await readDrives([path], options, { dt, fallbackRowDt: dt });
  if (drives.length > 1) throw new InputError(`expected one drive, got a folder of ${drives.length} (${path})`);
  return drives[0]!.rows;
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
