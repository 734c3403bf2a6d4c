import { join } from 'node:path';
import type { Command } from 'commander';
import { loadSocketcan } from '../can/live/socketcan.js';
import { checkInterface } from '../can/live/live-channel.js';
import { formatPredictionDbc } from '../can/output/prediction-dbc.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import type { ModelCard } from '../core/model-card.js';
import type { Prediction } from '../core/prediction.js';
import type { SessionHead } from '../drives/session-events.js';
import { commitFiles } from '../files/commit-files.js';
import { readBundle } from '../onnx/bundle.js';
import { planBus, type BusPlan } from '../runtime/bus-plan.js';
import { newLogPath } from '../runtime/frame-log.js';
import { startLiveRun, type LiveRun, type LiveRunOptions } from '../runtime/live-run.js';
import { JSON_LINES } from '../runtime/prediction-lines.js';
import { onnxPredictor } from '../runtime/predictor.js';
import { DEFAULT_CONFIG, DEFAULT_PART_MEGABYTES, readRunConfig, type RunConfig } from '../runtime/run-config.js';
import { SessionRecorder } from '../runtime/session-recorder.js';
import { openSocketOutput } from '../runtime/socket-output.js';
import { StreamOutput } from '../runtime/stream-output.js';
import { endOfService, interruptSignal } from './exit.js';
import { LiveStatus } from './live-status.js';
import { openRoad } from './preview-options.js';
import { StateCounts } from './state-counts.js';

type Options = { config: string; record?: string; dry?: true };

const DBC_FILE = 'prediction.dbc';
const MEGABYTE = 1e6;
/** ms between two lines of the status */
const STATUS_INTERVAL = 1000;

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('predict live, from CAN, until it is stopped')
    .option('--config <file>', 'what to read and where the predictions go', DEFAULT_CONFIG)
    .option('--record <log>', 'record the session: a .log file that is not there yet, or a folder')
    .option('--dry', 'show states and figures, and send nothing')
    .action(run);
}

const remark = (text: string): void => console.error(text);

async function run(options: Options): Promise<void> {
  const config = await readRunConfig(options.config);
  const vehicle = await readVehicle(config.vehicle);
  const driver = await loadSocketcan();
  const bundle = await readBundle(config.model);
  const outputs: Output[] = [];
  let recorder: SessionRecorder | undefined;
  try {
    const plan = planBus(config, vehicle, bundle.card, options.config);
    for (const [name, { fd }] of plan.wanted) checkInterface(driver, name, { fd, where: options.config });
    const road = await openRoad({ ...config.preview, remark }, bundle.card);
    const dry = options.dry === true;
    await openOutputs(config, dry, outputs);
    recorder = openRecorder(options, config, headOf(config, bundle.card, await road.hashMap()));
    if (plan.output && !dry) await writeDbc(config.model, plan.output);
    const predictor = await onnxPredictor(bundle, { onFault: remark });
    const { preview } = road;
    const { phases } = config;
    await predictLive({ driver, vehicle, predictor, plan, preview, phases, tape: recorder, dry }, outputs);
  } finally {
    await recorder?.close();
    for (const output of outputs) await output.close();
    await bundle.session.release();
  }
}

/** Until it is stopped. */
async function predictLive(
  options: Omit<LiveRunOptions, 'remark' | 'onPrediction'>,
  outputs: readonly Output[],
): Promise<void> {
  const signal = interruptSignal();
  const counts = new StateCounts();
  const status = new LiveStatus();
  const start = performance.now();
  const onPrediction = (prediction: Prediction) => {
    counts.add(prediction);
    status.add(prediction);
    if (outputs.length === 0) return;
    const line = JSON_LINES.line(prediction);
    for (const output of outputs) output.write(line);
  };
  const live = startLiveRun({ ...options, remark, onPrediction });
  const timer = options.dry ? setInterval(() => status.show(live.figures()), STATUS_INTERVAL) : undefined;
  await untilStopped(live, signal);
  clearInterval(timer);
  remark(describe(live, counts, (performance.now() - start) / 1000));
  endOfService(signal);
}

async function untilStopped(live: LiveRun, signal: AbortSignal): Promise<void> {
  if (signal.aborted) live.stop();
  else signal.addEventListener('abort', () => live.stop(), { once: true });
  await live.ended;
}

/** What a replay must know to go through the session as it went. */
function headOf({ phases, preview: road }: RunConfig, card: ModelCard, map: string | undefined): SessionHead {
  const [preview = 'hold', ...fallback] = road.order;
  const { route } = road;
  const roads = { preview, fallback, ...(map !== undefined && { map }), ...(route && { route }) };
  return { session: 1, dt: card.dt, phases, ...roads, model: card.onnxSha256 };
}

function openRecorder({ record, config: where }: Options, config: RunConfig, head: SessionHead) {
  const written = record ?? config.record?.path;
  if (written === undefined) return undefined;
  const path = newLogPath(written, Date.now(), record === undefined ? `record.path in ${where}` : '--record');
  const megabytes = config.record?.partMegabytes ?? DEFAULT_PART_MEGABYTES;
  return new SessionRecorder(path, head, { partBytes: megabytes * MEGABYTE, onFault: remarkOnRecording });
}

function remarkOnRecording(fault: unknown): void {
  remark(`the recording ends here, the predictions go on: ${fault instanceof Error ? fault.message : String(fault)}`);
}

type Output = { write(line: string): void; close(): Promise<void> };

/** Adds each output as it is opened, so that those before one that can't be are closed. */
async function openOutputs({ output }: RunConfig, dry: boolean, outputs: Output[]): Promise<void> {
  if (output.stdout && !(dry && process.stdout.isTTY)) {
    const stream = new StreamOutput(process.stdout, remark);
    outputs.push({ write: (line) => stream.write(line), close: () => Promise.resolve() });
  }
  if (output.socket !== undefined && !dry) outputs.push(await openSocketOutput(output.socket, remark));
}

/** Beside the bundle, where whoever receives the message finds it; a bundle on a disk that is only read goes without. */
async function writeDbc(model: string, { address }: NonNullable<BusPlan['output']>): Promise<void> {
  const path = join(model, DBC_FILE);
  await commitFiles(new Map([[path, formatPredictionDbc(address)]])).catch((error: unknown) => {
    remark(`the DBC of the message is not written: ${error instanceof Error ? error.message : String(error)}`);
  });
}

function describe(live: LiveRun, counts: StateCounts, seconds: number): string {
  const { counts: frames, output } = live.figures();
  const sent = output ? `; ${output.sent} messages sent, ${output.replaced} replaced by a newer one` : '';
  return `${counts.describe(seconds)}\n${frames.describe()}${sent}`;
}
