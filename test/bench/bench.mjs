// Every part of the way from a frame to a prediction, each beside its peer in the same run: `npm run bench`
// [-- --only replay,inference] [--out FILE.json] [--against FILE.json]. The JSON of one commit is what another one is held
// against. Times are medians of rounds after a first; peers are Debian's python3-can and python3-torch (left out with a
// line where they are missing) and the article's arithmetic in C (`steercast latency` runs that one paced).
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Subject } from 'rxjs';
import { readFrames } from '../../dist/can/log/read-frames.js';
import { formatCandumpLine } from '../../dist/can/log/candump-format.js';
import { FrameSampler } from '../../dist/can/vehicle/frame-sampler.js';
import { readVehicle } from '../../dist/can/vehicle/read-vehicle.js';
import { StepBuilder } from '../../dist/core/step.js';
import { holdPreview } from '../../dist/core/curvature-preview.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { GraphExecutor } from '../../dist/onnx/executor/graph-executor.js';
import { OnnxSession } from '../../dist/onnx/session.js';
import { syntheticSchedule } from '../../dist/runtime/latency/frame-schedule.js';
import { startFloor } from '../../dist/runtime/latency/pacing-floor.js';
import { toPredictions } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';
import { articleModel } from './article-model.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, out: { type: 'string' }, against: { type: 'string' } },
});
const ROUNDS = 7;
const DT = 0.1;
const DEFAULT = join(import.meta.dirname, '../../models/default');
/** s of driving that the log holds */
const SECONDS = 600;

const folder = await mkdtemp(join(tmpdir(), 'steercast-bench-'));
const bundle = await readBundle(DEFAULT);
const vehicle = await readVehicle('synthetic');
const log = join(folder, 'drive.log');
const frames = writeLog(log);
const results = {};
let asked; // of the peer: once

const PARTS = { decode, sampling, window, inference, replay, reader, training };
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (values.only && !values.only.split(',').includes(name)) continue;
    await part();
  }
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  const all = { commit, machine: cpus()[0].model, node: process.version, results };
  if (values.out) writeFileSync(values.out, `${JSON.stringify(all, undefined, 1)}\n`);
  if (values.against) compare(JSON.parse(readFileSync(values.against, 'utf8')));
} finally {
  await bundle.session.release();
  await rm(folder, { recursive: true });
}

async function decode() {
  const sampler = new FrameSampler(vehicle, { dt: 3600, phases: 1 }); // no step is closed
  note('decode, checks included', 'ns a frame', 1e6, await perItem(frames.length, () => frames.forEach((frame) => sampler.push(frame)))); // prettier-ignore
}

async function sampling() {
  await each([1, 10], async (phases) => {
    const run = () => {
      const sampler = new FrameSampler(vehicle, { dt: DT, phases });
      for (const frame of frames) sampler.push(frame);
    };
    note(`decode and sample, ${phases} grids`, 'ns a frame', 1e6, await perItem(frames.length, run));
  });
}

async function window() {
  const samples = samplesOf();
  const run = () => {
    const builder = new StepBuilder(bundle.card);
    const previewOf = holdPreview(bundle.card.horizonSteps);
    for (const sample of samples) builder.push(sample, previewOf(sample));
  };
  note('window, features, adaptation', 'µs a step', 1e3, await perItem(samples.length, run));
}

/** The default model, and the article's network beside the same with LSTM nodes and beside PyTorch. */
async function inference() {
  const features = Float64Array.from(bundle.card.golden[0].features);
  const compiled = GraphExecutor.compile(bundle.model);
  const ask = () => {
    for (let k = 0; k < 1000; k++) {
      compiled.input.set(features);
      compiled.run();
    }
  };
  const wasm = note('default model, compiled', 'µs', 1e3, await perItem(1000, ask));
  const single = Float32Array.from(features);
  const ort = note('default model, ONNX Runtime', 'µs', 1e3, await perItem(1000, () => runAll(bundle.session, single)));
  ratio('default model: compiled / ONNX Runtime', wasm, ort);

  const [plain, nodes] = [articleModel(false), articleModel(true)];
  const input = new Float32Array(20).fill(0.3);
  const sessions = [await OnnxSession.load(plain), await OnnxSession.load(nodes)];
  const times = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [s, session] of sessions.entries()) times[s].push(await timed(() => runAll(session, input)));
  }
  const [ours, lstm] = times.map((one) => median(one.slice(1)) / 1000);
  note("article's network, ONNX Runtime", 'µs', 1e3, ours);
  note('the same with LSTM nodes', 'µs', 1e3, lstm);
  ratio("article's network: ours / LSTM nodes", ours, lstm);
  const executor = GraphExecutor.compile(plain);
  const article = note("article's network, compiled", 'µs', 1e3, await perItem(1000, () => {
    for (let k = 0; k < 1000; k++) {
      executor.input.set(input);
      executor.run();
    }
  })); // prettier-ignore
  ratio("article's network: compiled / LSTM nodes", article, lstm);
  for (const session of sessions) await session.release();
  const c = await startFloor({ rate: 1e6, seconds: 0.3, warmUp: 0.05, signal: new AbortController().signal }); // never idle
  const floor = await c?.figures;
  if (floor) {
    note('its arithmetic in C', 'µs', 1e3, floor.processing.p50);
    ratio("article's network: compiled / C", article, floor.processing.p50);
  } else console.log('no C beside it: there is no compiler (cc)');
  const python = await peer();
  if (!python) return;
  note('PyTorch forward', 'µs', 1e3, python.hot / 1000);
  note('PyTorch forward, every 10 ms', 'µs', 1e3, python.paced / 1000);
  ratio("article's network: compiled / PyTorch", article, python.hot / 1000);
}

/** From the raw log to predictions, default model, beside Python. */
async function replay() {
  const predictor = await openPredictor(bundle, { onFault: console.error });
  let steps = 0;
  const fromLog = async () => {
    const sampler = new FrameSampler(vehicle, { dt: DT, phases: 1 });
    const samples$ = new Subject();
    steps = 0;
    toPredictions(samples$, predictor, { preview: 'hold' }).subscribe(() => steps++);
    for await (const batch of readFrames(log))
      for (const frame of batch) for (const sample of sampler.push(frame)) samples$.next(sample);
  };
  const times = [];
  for (let round = 0; round <= ROUNDS; round++) times.push(await timed(fromLog));
  const perStep = note('replay from a raw log', 'µs a step', 1e3, median(times.slice(1)) / steps);
  results['replay from a raw log, steps/s'] = 1000 / perStep;
  const samples = samplesOf();
  const fromSamples = () => {
    const samples$ = new Subject();
    toPredictions(samples$, predictor, { preview: 'hold' }).subscribe(() => {});
    for (const sample of samples) samples$.next(sample);
  };
  const bare = note('replay from samples', 'µs a step', 1e3, await perItem(samples.length, fromSamples));
  console.log(`replay: ${Math.round(1000 / perStep)} steps/s from a raw log, ${Math.round(1000 / bare)} from samples`);
  const python = await peer();
  if (python) ratio('replay from a raw log: Python / ours', (1000 * python.seconds) / python.steps, perStep);
}

async function reader() {
  await script('can.mjs', '300000');
}

async function training() {
  await script('training.mjs');
}

// What the parts are made of.

async function script(name, ...args) {
  const run = promisify(execFile)(process.execPath, [join(import.meta.dirname, name), ...args], { maxBuffer: 1e8 });
  const output = await run.then(({ stdout }) => stdout, ({ message }) => message); // prettier-ignore
  console.log(output.trimEnd());
  results[name] = output.trimEnd().split('\n');
}

function peer() {
  asked ??= promisify(execFile)('/usr/bin/python3', ['-I', join(import.meta.dirname, 'peer.py'), log, '2000']).then(
    ({ stdout }) => JSON.parse(stdout),
    () => void console.log('no peer: apt-get install python3-can python3-torch'),
  );
  return asked;
}

async function runAll(session, features) {
  for (let k = 0; k < 1000; k++) await session.run(features, 1);
}

function writeLog(path) {
  const schedule = syntheticSchedule(vehicle, 1 / DT);
  const all = [];
  for (let event = 0; event < SECONDS / DT; event++)
    for (const frame of schedule.framesOf(event)) all.push({ ...frame, channel: 'can0', timestampUs: frame.timestampUs + 1.7e15 }); // prettier-ignore
  writeFileSync(path, all.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  return all;
}

function samplesOf() {
  const sampler = new FrameSampler(vehicle, { dt: DT, phases: 1 });
  return frames.flatMap((frame) => [...sampler.push(frame)]);
}

async function each(items, run) {
  for (const item of items) await run(item);
}

/** ms an item, median of rounds after a first. */
async function perItem(items, run) {
  const times = [];
  for (let round = 0; round <= ROUNDS; round++) times.push(await timed(run));
  return median(times.slice(1)) / items;
}

async function timed(run) {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

function note(name, unit, scale, ms) {
  console.log(`${name}: ${(ms * scale).toFixed(2)} ${unit}`);
  results[`${name}, ${unit}`] = ms * scale;
  return ms;
}

function ratio(name, a, b) {
  console.log(`${name}: ${(a / b).toFixed(3)}`);
  results[`${name}, ratio`] = a / b;
}

/** Ratios hold on any machine, times on this one alone. */
function compare({ commit, machine, results: before }) {
  console.log(`\nagainst ${commit}${machine === cpus()[0].model ? '' : ` on another machine (${machine})`}:`);
  for (const [name, value] of Object.entries(results)) {
    if (typeof value !== 'number' || typeof before[name] !== 'number') continue;
    console.log(`${name}: ${before[name].toFixed(3)} → ${value.toFixed(3)} (${(value / before[name]).toFixed(3)})`);
  }
}

function median(times) {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}
