/**
 * Training engines side by side: `npm run build && node test/bench/training.mjs [folder of drives]`. Engines take turns
 * within one run, so that a busy machine slows all of them; minima and medians are in ms. PyTorch is Debian's
 * python3-torch with libopenblas0-pthread, installed where this runs as root, else left out with a line.
 * BENCH_PART=article (ready, growth, sequence, commands) runs that part alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDrive } from '../../dist/drives/read-drive.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { AHEAD_INPUTS, PAST_INPUTS } from '../../dist/training/adapted-basis.js';
import { ARCHITECTURES, findArchitecture } from '../../dist/training/architectures/catalogue.js';
import { loadEngine } from '../../dist/training/engines/engines.js';
import { BatchModel } from '../../dist/training/engines/ort-batch-model.js';
import { forwardPass } from '../../dist/training/engines/ort-graph.js';
import { BLOCK_ROWS, LargeStep } from '../../dist/training/engines/ort-large-step.js';
import { OrtTrainer } from '../../dist/training/engines/ort-trainer.js';
import { initialWeights, Random } from '../../dist/training/random.js';
import { trainModel } from '../../dist/training/train-model.js';

const DRIVES = process.argv[2] ?? '../shared/drives/silverado';
const WINDOWS = 5000;
const ROUNDS = 5;
const STEERCAST = fileURLToPath(new URL('../../dist/cli/steercast.js', import.meta.url));
const ARTICLE = ['--model', 'seed-lstm', '--split', 'seed'];
/** What reaches the article's loss soonest: mini-batches, in one cycle of the learning rate. */
const QUICK = '--epochs 80 --batch-size 512 --learning-rate 0.007 --schedule one-cycle'.split(' ');
const HORIZON = { historyLength: 5, horizonSteps: 5, features: 20 };

const minimum = (times) => Math.min(...times);
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const ratio = (times, others, of) => (of(times) / of(others)).toFixed(3);

function options(name) {
  const architecture = findArchitecture(name);
  const features = architecture.inputs === 'adapted' ? 4 * PAST_INPUTS + 5 * AHEAD_INPUTS : HORIZON.features;
  const sizes = { ...HORIZON, features, hiddenSize: architecture.hiddenSize };
  const weights = initialWeights(architecture.parameters(sizes), new Random(1));
  return { architecture, sizes, weights, learningRate: architecture.recipe.learningRate };
}

function randomBatch(rows) {
  const random = new Random(2);
  const matrix = (columns) => ({
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, () => 2 * random.uniform() - 1),
  });
  return { features: matrix(HORIZON.features), targets: matrix(HORIZON.horizonSteps) };
}

async function epochTimes(trainer, batch, epochs) {
  const times = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const begin = performance.now();
    await trainer.step(batch);
    times.push(performance.now() - begin);
  }
  return times;
}

/** Python, if it has torch: Debian's own, whatever else is on the path. */
function findTorch() {
  const python = '/usr/bin/python3';
  const works = () => spawnSync(python, ['-c', 'import torch']).status === 0;
  if (!works() && process.getuid() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', 'python3-torch', 'libopenblas0-pthread'], { stdio: 'ignore' });
  }
  return works() ? python : undefined;
}

function pytorchTimes(python, { epochs, threads }) {
  const script = fileURLToPath(new URL('pytorch-epoch.py', import.meta.url));
  // Left to itself OpenBLAS knows the processor best.
  const env = { ...process.env };
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  return JSON.parse(execFileSync(python, [script, WINDOWS, epochs, threads].map(String), { env }));
}

async function article() {
  console.log(`article's network, full batch of ${WINDOWS} windows, ms an epoch`);
  const batch = randomBatch(WINDOWS);
  const ort = (threads) => new OrtTrainer(options('seed-lstm'), { threads });
  const tfjs = await loadEngine('tfjs');
  const contenders = {
    'ort, 1 thread': { trainer: ort(1), epochs: 20 },
    'ort, 2 threads': { trainer: ort(2), epochs: 20 },
    [tfjs.name]: { trainer: tfjs.trainer(options('seed-lstm')), epochs: 2 },
  };
  const python = findTorch();
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (const { trainer } of Object.values(contenders)) await epochTimes(trainer, batch, 2); // warm-up
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { trainer, epochs }] of Object.entries(contenders)) {
      times[name].push(...(await epochTimes(trainer, batch, epochs)));
    }
    if (python) (times['PyTorch, 2 threads'] ??= []).push(...pytorchTimes(python, { epochs: 10, threads: 2 }));
  }
  for (const { trainer } of Object.values(contenders)) await trainer.dispose();
  const best = times['ort, 2 threads'];
  for (const [name, some] of Object.entries(times)) {
    const share = `ort on 2 threads takes ${ratio(best, some, minimum)} of its minimum, ${ratio(best, some, median)} of its median`;
    console.log(`  ${name.padEnd(20)} min ${minimum(some).toFixed(1)}  median ${median(some).toFixed(1)}  ${share}`);
  }
  if (!python) console.log('  PyTorch left out: no python3-torch, and only root can install it');
}

async function ready() {
  for (const { name, recipe } of ARCHITECTURES) {
    const rows = recipe.batchSize === 'full' ? WINDOWS : recipe.batchSize;
    const begin = performance.now();
    const some = options(name);
    const model = await (rows > BLOCK_ROWS
      ? LargeStep.load(some, forwardPass(some), { rows, threads: 2 })
      : BatchModel.load('step', some, { rows, threads: 1 }));
    console.log(
      `${name}, ${rows} windows: graph built and session ready in ${(performance.now() - begin).toFixed(0)} ms`,
    );
    await model.release();
  }
}

/** Seconds of each epoch but the first, which also loads the engine. */
async function epochSeconds(drives, engine, more) {
  const ends = [];
  await trainModel(drives, { dt: 0.1, seed: 1, preview: 'recorded', engine, ...more, onEpoch: () => void ends.push(performance.now()) }); // prettier-ignore
  return ends.slice(1).map((end, k) => (end - ends[k]) / 1000);
}

async function recordedDrives() {
  const drives = [];
  for (const path of await listDrives([DRIVES])) drives.push(await readDrive(path));
  return drives;
}

async function sequence() {
  const drives = await recordedDrives();
  const times = { ort: [], tfjs: [] };
  for (let round = 0; round < 2; round++) {
    const more = { architecture: findArchitecture('sequence-lstm'), split: 'drive' };
    times.ort.push(...(await epochSeconds(drives, 'ort', { ...more, epochs: 10 })));
    times.tfjs.push(...(await epochSeconds(drives, 'tfjs', { ...more, epochs: 2 })));
  }
  console.log(`sequence-lstm on ${drives.length} drives, epochs a second, validation included`);
  for (const [name, some] of Object.entries(times)) console.log(`  ${name.padEnd(5)} ${(1 / median(some)).toFixed(2)}`);
  console.log(`  ort is ${(median(times.tfjs) / median(times.ort)).toFixed(1)} times as fast`);
}

/**
 * Runs `steercast train` on the drives as a user would: seconds from start to end and of processor time, peak memory
 * (MB), and the command's own figures.
 */
function train(...options) {
  const out = mkdtempSync(join(tmpdir(), 'steercast-bench-'));
  const told = 'process.on("exit", () => console.error("usage " + JSON.stringify(process.resourceUsage())))';
  const begin = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${told}`, STEERCAST, 'train', DRIVES, '--json', '--out', out, ...options],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - begin) / 1000;
  rmSync(out, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(/^usage (.*)$/m.exec(stderr)[1]);
  return { seconds, processor: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024, ...JSON.parse(stdout) };
}

/** The whole command: reading, windows, training, test, export. */
function commands() {
  console.log(`steercast train ${DRIVES}, the whole command`);
  const line = (options, { seconds, processor, peak, epochs, trainLoss }) =>
    `  ${options.join(' ') || 'the default'}: ${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor time), peak ${peak.toFixed(0)} MB, ${epochs} epochs, training loss ${trainLoss.toFixed(5)}`; // prettier-ignore
  for (const options of [[], ['--model', 'sequence-lstm']]) console.log(line(options, train(...options)));
  const article = train(...ARTICLE);
  console.log(line(ARTICLE, article));
  for (const seed of ['1', '2', '3']) {
    const options = [...ARTICLE, ...QUICK, '--seed', seed];
    const quick = train(...options);
    const verdict = quick.trainLoss <= article.trainLoss ? 'reached' : 'NOT reached';
    console.log(`${line(options, quick)}: ${verdict}, in ${(quick.seconds / article.seconds).toFixed(3)} of the time`);
  }
}

/** Memory over 100,000 steps of a small network, whose every step is the same as a large one's but for the sizes. */
async function growth() {
  const { architecture } = options('seed-lstm');
  const sizes = { ...HORIZON, hiddenSize: 4 };
  const weights = initialWeights(architecture.parameters(sizes), new Random(1));
  const trainer = new OrtTrainer({ architecture, sizes, weights, learningRate: 1e-3 });
  const batch = randomBatch(16);
  const seen = [];
  for (let step = 1; step <= 100_000; step++) {
    await trainer.step(batch);
    if (step % 20_000 === 0) seen.push(`${step}: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
  }
  console.log(`resident memory after as many steps: ${seen.join(', ')}`);
}

/** A part in a process of its own, whose memory nothing else has touched. */
function apart(part) {
  spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, BENCH_PART: part } });
}

const parts = { ready, article, growth, sequence, commands };
const part = process.env.BENCH_PART; // one alone
if (part) await parts[part]();
else {
  await ready();
  await article();
  apart('growth');
  if (existsSync(DRIVES)) {
    await sequence();
    commands();
  } else console.log(`recorded drives left out: none at ${DRIVES}`);
}
