import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import { ROAD_SOURCES, type Preview } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import { EXECUTORS, type ExecutorName } from '../drives/session-events.js';
import { commitFiles } from '../files/commit-files.js';
import { logSchedule, syntheticSchedule } from '../runtime/latency/frame-schedule.js';
import { measureLatency, WARM_UP } from '../runtime/latency/measure.js';
import { openPredictor } from '../runtime/predictor.js';
import { toUser, vehicleOf } from './drive-options.js';
import { Interrupted, interruptSignal } from './exit.js';
import { boundText, brokenBudgets, checkSteps, parseBudget, type Budget } from './latency-budget.js';
import { countedOf, rateOf, USUAL_RATE, wantedFrames } from './latency-log.js';
import { latencyPage } from './latency-page.js';
import { describeBudget, latencyJson, latencyTable, type Measured } from './latency-table.js';
import { settingOf } from './latency-setting.js';
import { addModelOption, readModel, type ModelOption } from './model-option.js';
import { EXECUTOR_HELP, fileNamed, integer, oneOf, positiveNumber } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { openRoad } from './preview-options.js';
import { startAsService } from './service-flags.js';
import { Refuted } from './verify.js';

type Options = ModelOption & {
  rate?: number;
  seconds: number;
  log?: string;
  interface?: string;
  vehicle?: string;
  map?: string;
  executor?: ExecutorName;
  foreign: number;
  load?: boolean;
  budget?: Budget[];
  json?: boolean;
  report?: string;
};

/** Hz */
const GREATEST_RATE = 1000;
/** share of a step by which a rate may be rounded */
const ROUNDING = 1e-6;

export function registerLatency(program: Command): void {
  const command = program
    .command('latency')
    .description('how old a prediction is when it leaves, and why: the pipeline of the car at a fixed rate')
    .option(
      '--rate <hz>',
      `predictions a second: whole multiples of one a step of the model (default: ${USUAL_RATE}, of a log what its frames close, ${USUAL_RATE} at most)`,
      positiveNumber('--rate'),
    )
    .option('--seconds <s>', `how long, after ${WARM_UP} s that are not counted`, positiveNumber('--seconds'), 60)
    .option('--log <file>', 'frames of a recorded CAN log as they came, instead of a synthetic drive')
    .option('--interface <name>', 'over a real interface, such as vcan0, instead of a bus in this process')
    .option('--vehicle <profile>', 'of the log: a profile (.yaml), or the name of one in config/vehicles')
    .option(
      '--map <file>',
      'of the log: the curvature ahead from this map by its positions (default: the present one held)',
    )
    .option('--executor <name>', EXECUTOR_HELP, oneOf('--executor', EXECUTORS))
    .option('--foreign <n>', 'frames a second beside, of ids that nobody wants', integer('--foreign', { min: 0 }), 0)
    .option('--load', 'a second process that keeps a processor busy')
    .option(
      '--budget <list>',
      'bounds on processing and, with due., on the time from due, e.g. p99.9=3ms,max=20ms,due.p99=5ms; exit code 1 where one is not kept',
      parseBudget,
    )
    .option('--json', 'figures as JSON on stdout')
    .option(
      '--report <file>',
      'one self-contained HTML file: histogram, and the time line of what was late',
      fileNamed('--report', '.html'),
    )
    .action(latency);
  addModelOption(command);
}

async function latency(options: Options): Promise<void> {
  await startAsService();
  const { foreign, executor, budget = [], log } = options;
  checkOutputs({ '--report': options.report }, [log, options.vehicle, options.map]);
  const signal = interruptSignal();
  if (log === undefined && options.vehicle !== undefined)
    throw new InputError('expected --log with --vehicle, got a synthetic drive, whose vehicle is known');
  if (log !== undefined && options.interface !== undefined)
    throw new InputError('expected --log or --interface, got both');
  if (log === undefined && options.map !== undefined)
    throw new InputError('expected --log with --map, got a synthetic drive, which is on no map');
  const vehicle = log === undefined ? await readVehicle('synthetic') : await vehicleOf(log, options.vehicle);
  const bundle = await readModel(options);
  const load = options.load ? spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }) : undefined;
  process.once('exit', () => load?.kill()); // a second interrupt leaves no time for more
  try {
    const { dt } = bundle.card;
    const frames = log === undefined ? undefined : await wantedFrames(log, vehicle);
    const rate = frames ? rateOf(frames, options.rate, dt) : (options.rate ?? USUAL_RATE);
    checkRate(rate, dt);
    const seconds = frames ? Math.min(options.seconds, countedOf(frames, log!)) : options.seconds; // frames are a log's
    checkSteps(budget, rate * seconds);
    const schedule = frames ? logSchedule(frames) : syntheticSchedule(vehicle, rate);
    const preview = await previewOf(options.map, bundle.card);
    const predictor = await openPredictor(bundle, { executor, onFault: toUser });
    const wire = options.interface === undefined ? undefined : await openWire(options.interface);
    console.error(
      `${rate} predictions a second for ${Number(seconds.toFixed(1))} s, after ${WARM_UP} s that are not counted`,
    );
    const all = { predictor, vehicle, schedule, rate, seconds, preview, foreign, wire, signal };
    if (seconds < options.seconds)
      toUser(`the log has ${seconds.toFixed(1)} s to count, fewer than ${options.seconds} (--seconds)`);
    const setting = settingOf(bundle.card);
    const figures = await measureLatency(all).catch((error: unknown) => {
      if (signal.aborted && error === signal.reason) throw interrupted('before anything was counted', signal);
      throw error;
    });
    const how = {
      ...{ load: load !== undefined, setting, secondsAsked: options.seconds, interrupted: signal.aborted },
      budget: { bounds: budget.map(boundText), broken: brokenBudgets(budget, figures) },
    };
    const measured = { ...figures, ...how };
    if (options.json) console.log(latencyJson(measured));
    else console.log(latencyTable(measured));
    if (options.report !== undefined) {
      await commitFiles(new Map([[options.report, latencyPage(measured)]]));
      console.error(`report in ${options.report}`);
    }
    if (signal.aborted) throw interrupted(`the figures are of the ${measured.seconds.toFixed(1)} s until then`, signal);
    judge(measured, seconds);
    if (budget.length > 0) toUser(describeBudget(measured.budget));
  } finally {
    load?.kill();
    await bundle.session.release();
  }
}

/** As `run` has it where its configuration names a map. */
async function previewOf(map: string | undefined, grid: { dt: number; horizonSteps: number }): Promise<Preview> {
  if (map === undefined) return 'hold';
  return (await openRoad({ order: ROAD_SOURCES, map, remark: toUser }, grid)).preview;
}

const interrupted = (what: string, { reason }: AbortSignal) =>
  new Interrupted(`interrupted: ${what}`, { cause: (reason as Interrupted).cause }); // as: interruptSignal's

/** What must hold whatever the budget: the time asked for (s), every frame heard, every answer as a replay gives it. */
function judge(measured: Measured, seconds: number): void {
  const { lost, checked, budget } = measured;
  const faults = [...budget.broken];
  if (measured.seconds < seconds)
    faults.push(`expected ${seconds} s, got ${measured.seconds.toFixed(1)}: the interface was removed`);
  if (lost > 0) faults.push(`expected every frame to be heard, got ${lost} lost`);
  if (checked.different !== undefined)
    faults.push(`expected the answers of a replay, got another one for step ${checked.different + 1}`);
  if (faults.length > 0) throw new Refuted(faults.join('; '));
}

function checkRate(rate: number, dt: number): void {
  const phases = rate * dt;
  if (phases < 1 - ROUNDING || Math.abs(phases - Math.round(phases)) > ROUNDING)
    throw new InputError(`expected a rate of ${1 / dt} Hz or a whole multiple of it, got ${rate} (--rate)`);
  if (!Number.isInteger(rate))
    throw new InputError(`expected a whole number of predictions a second, got ${rate} (--rate)`);
  if (rate > GREATEST_RATE)
    throw new InputError(`expected at most ${GREATEST_RATE} predictions a second, got ${rate} (--rate)`);
}

async function openWire(name: string) {
  const { loadSocketcan } = await import('../can/live/socketcan.js');
  const driver = loadSocketcan();
  const found = driver.look(name);
  if (!found?.isCan || !found.up)
    throw new InputError(
      `expected a CAN interface that is up (${driver.list().join(', ') || 'there is none'}), got ${name}`,
    );
  return { driver, name };
}
