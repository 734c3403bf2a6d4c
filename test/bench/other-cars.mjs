// What the runtime emits on drives and cars that were not trained on, in one table: the clips of a folder dealt into
// folds, each predicted by a model trained on the others; then one model trained on all of them, on other cars, on the
// generator's cars, and on real drives steered as another car would have been (gain, zero, and time of the steering).
// node test/bench/other-cars.mjs [--model NAME] [--folds N] [--no-clips]     (after `npm run setup`)
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateDrives } from '../../dist/cli/evaluate-drives.js';
import { GridSampler } from '../../dist/core/sampling.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { readDrive } from '../../dist/drives/read-drive.js';
import { simulateFleet } from '../../dist/drives/synthetic/simulate-fleet.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { findArchitecture } from '../../dist/training/architectures/catalogue.js';
import { exportBundle } from '../../dist/training/export.js';
import { makeCard } from '../../dist/training/make-card.js';
import { toOnnx } from '../../dist/training/to-onnx.js';
import { Random } from '../../dist/training/random.js';
import { trainModel } from '../../dist/training/train-model.js';

const DT = 0.1;
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'response-dense' },
    folds: { type: 'string', default: '6' },
    clips: { type: 'boolean', default: true },
    others: { type: 'boolean', default: true },
    epochs: { type: 'string' },
    bundle: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
  allowNegative: true,
});
const SHARED = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');

const read = async (...path) =>
  Promise.all((await listDrives([join(SHARED, ...path)])).map((one) => readDrive(one, { rowDt: DT })));
const clips = await read('silverado');
const [lincoln] = await read('lincoln_mkz');
const [subaru] = await read('subaru_wrx_sti', 'derived_50hz.csv');

/** The drive with its steering `shift` steps earlier, times `gain`, from another zero. */
function steered({ name, rows }, { shift, gain, offset }) {
  const sampler = new GridSampler(DT);
  const samples = rows.flatMap((row) => sampler.push(row));
  const moved = samples.map((sample, i) => {
    const from = samples[i + shift];
    if (!from?.valid) return { ...sample, valid: false };
    return { ...sample, steeringAngleDeg: gain * from.steeringAngleDeg + offset };
  });
  return { name, sha256: '', rows: moved };
}

/** The drive with its steering 0.1 s late, averaged over 0.7 s, and noise of ±`noise`/2 (1/m) on its curvature. */
function smoothed({ name, rows }, noise) {
  const sampler = new GridSampler(DT);
  const samples = rows.flatMap((row) => sampler.push(row));
  const random = new Random(1);
  const moved = samples.map((sample, i) => {
    const around = samples.slice(Math.max(0, i - 4), i + 3).filter(({ valid }) => valid);
    const curvature = sample.curvature + noise * (random.uniform() - 0.5);
    const sum = around.reduce((total, { steeringAngleDeg }) => total + steeringAngleDeg, 0);
    return { ...sample, valid: sample.valid && around.length === 7, curvature, steeringAngleDeg: sum / around.length };
  });
  return { name, sha256: '', rows: moved };
}

async function withModel(drives, use) {
  const architecture = findArchitecture(values.model);
  const options = {
    architecture,
    dt: DT,
    split: 'drive',
    seed: Number(values.seed),
    preview: 'recorded',
    epochs: values.epochs && Number(values.epochs),
  };
  const trained = await trainModel(drives, options);
  const { card } = await makeCard(trained, options, new Date());
  const folder = await mkdtemp(join(tmpdir(), 'steercast-bench-'));
  await exportBundle(folder, card, toOnnx(trained.model, trained.fitted.weights));
  const bundle = await readBundle(folder);
  await rm(folder, { recursive: true });
  try {
    return await use(bundle);
  } finally {
    await bundle.session.release();
  }
}

/** [{ windows, mae, raw, persistence, linear, worst }] of one car: its drives pooled, the worst drive's ratio beside. */
async function scores(drives, bundle) {
  const { evaluation } = await evaluateDrives(drives, bundle, { preview: 'recorded' });
  const bare = await evaluateDrives(drives, bundle, { preview: 'recorded', raw: true });
  return evaluation.drives.map(({ windows, model, baselines, coverage }, d) => ({
    windows,
    coverage,
    model: model.mae,
    raw: bare.evaluation.drives[d].model.mae,
    persistence: baselines.persistence.mae,
    linear: baselines.linear.mae,
  }));
}

const cars = new Map();
const noisy = new Map();
if (values.clips) {
  const folds = Number(values.folds);
  const all = [];
  for (let fold = 0; fold < folds; fold++) {
    const rest = clips.filter((_, c) => c % folds !== fold);
    const held = clips.filter((_, c) => c % folds === fold);
    all.push(...(await withModel(rest, (bundle) => scores(held, bundle))));
  }
  cars.set('silverado, by clip', all);
}
const onOthers = async (bundle) => {
  cars.set('lincoln', await scores([lincoln], bundle));
  cars.set('subaru', await scores([subaru], bundle));
  for (const [shift, gain, offset] of [
    [-1, 1, -2],
    [1, 0.5, 3],
    [3, 1.8, -2],
  ]) {
    const as = (drive) => steered(drive, { shift, gain, offset });
    const label = `steering ${(shift * DT).toFixed(1)} s earlier, x ${gain}`;
    cars.set(`lincoln, ${label}`, await scores([as(lincoln)], bundle));
    cars.set(`subaru, ${label}`, await scores([as(subaru)], bundle));
    cars.set(
      `3 clips, ${label}`,
      await scores(
        [4, 8, 13].map((c) => as(clips[c])),
        bundle,
      ),
    );
  }
  for (const noise of [0.002, 0.005]) {
    const spoilt = { lincoln, subaru, 'a clip': clips[12], 'another clip': clips[5] };
    for (const [name, drive] of Object.entries(spoilt)) {
      noisy.set(`${name}, smooth, noise ${noise}`, await scores([smoothed(drive, noise)], bundle));
    }
  }
  const fleet = simulateFleet({ seed: 1, vehicles: 6, minutes: 5 });
  for (const vehicle of new Set(fleet.map(({ name }) => name.split('-')[0]))) {
    const own = fleet.filter(({ name }) => name.startsWith(vehicle)).map((drive) => ({ ...drive, sha256: '' }));
    cars.set(`generator: ${vehicle}`, await scores(own, bundle));
  }
};
if (!values.others) console.error('other cars left out');
else if (values.bundle) await onOthers(await readBundle(values.bundle));
else await withModel(clips, onOthers);

const pooled = (drives, what) =>
  drives.reduce((sum, drive) => sum + drive.windows * drive[what], 0) /
  drives.reduce((sum, { windows }) => sum + windows, 0);
const ratio = (drives) => pooled(drives, 'model') / Math.min(pooled(drives, 'persistence'), pooled(drives, 'linear'));
console.log(
  'MAE in deg                                emitted  network  persist.   linear    ratio  worst dr. coverage',
);
for (const [name, drives] of [...cars, ...noisy]) {
  const figures = ['model', 'raw', 'persistence', 'linear'].map((what) => pooled(drives, what));
  const worst = Math.max(...drives.map((drive) => ratio([drive])));
  const cells = [...figures, ratio(drives), worst, pooled(drives, 'coverage')].map((value) =>
    value.toFixed(3).padStart(9),
  );
  console.log(`${name.padEnd(40)}${cells.join('')}`);
}
for (const [what, group] of Object.entries({ 'all but the noisy': cars, noisy })) {
  if (group.size === 0) continue;
  const ratios = [...group.values()].map(ratio);
  const mean = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length);
  console.log(
    `${what}: ratio to the better of persistence and linear extrapolation, ` +
      `geometric mean ${mean.toFixed(3)}, worst ${Math.max(...ratios).toFixed(3)}`,
  );
}
