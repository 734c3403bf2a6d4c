// What it is worth to know the car before it drives: the first seconds of each drive, met with what the training cars
// have in common, with the gain of the car's data sheet, with what the drive before has taught, and with both.
// node test/bench/car-memory.mjs [BUNDLE]     (after `npm run setup`; default: models/default, which saw no real car)
import { join } from 'node:path';
import { from } from 'rxjs';
import { GridSampler } from '../../dist/core/sampling.js';
import { steeringGain } from '../../dist/core/known-gain.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { readDrive } from '../../dist/drives/read-drive.js';
import { simulateFleet } from '../../dist/drives/synthetic/simulate-fleet.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { CarMemory } from '../../dist/runtime/car-memory.js';
import { toPredictions } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';

const DT = 0.1;
/** s of driving that count as the first */
const FIRST = [5, 15, Infinity];
const [folder = join(import.meta.dirname, '../../models/default')] = process.argv.slice(2);
const SHARED = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');
const read = async (...path) =>
  Promise.all((await listDrives([join(SHARED, ...path)])).map((one) => readDrive(one, { rowDt: DT })));
const samplesOf = ({ rows }) => {
  const sampler = new GridSampler(DT);
  return rows.flatMap((row) => sampler.push(row));
};

const bundle = await readBundle(folder);
const predictor = await openPredictor(bundle, { onFault: console.error });

/** Absolute errors of the drive's predictions, step by step of driving; what was learned is left in `memory`. */
async function errorsOf(samples, memory) {
  const errors = [];
  let step = 0;
  await toPredictions(from(samples), predictor, { preview: 'recorded', memory }).forEach(({ steeringAngleDeg }) => {
    const ahead = samples.slice(step + 1, step + 6);
    step++;
    if (!steeringAngleDeg || ahead.length < 5 || !ahead.every(({ valid }) => valid)) return;
    errors.push(ahead.reduce((sum, one, k) => sum + Math.abs(one.steeringAngleDeg - steeringAngleDeg[k]) / 5, 0));
  });
  return errors;
}

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** MAE of the first seconds of each drive after the first one, in four ways. */
async function compare(name, drives, gain) {
  const ways = { nothing: [], 'data sheet': [], 'drive before': [], both: [] };
  const left = {};
  for (const [d, drive] of drives.entries()) {
    const samples = samplesOf(drive);
    for (const way of Object.keys(ways)) {
      const known = way === 'data sheet' || way === 'both' ? gain : undefined;
      const learned = way === 'drive before' || way === 'both' ? left[way] : undefined;
      const memory = new CarMemory({ gain: known, learned }, bundle.card);
      const errors = await errorsOf(samples, memory);
      if (d > 0 || drives.length === 1) ways[way].push(errors);
      left[way] = memory.learned ?? left[way];
    }
  }
  for (const seconds of FIRST) {
    const cells = Object.values(ways).map((all) => mean(all.flatMap((errors) => errors.slice(0, seconds / DT))));
    console.log(
      `${name.padEnd(18)}${String(seconds).padStart(9)}${cells.map((mae) => mae.toFixed(3).padStart(14)).join('')}`,
    );
  }
}

console.log('MAE in deg        first s       nothing    data sheet  drive before          both');
await compare('silverado', await read('silverado'), steeringGain({ wheelbase: 3.75, steeringRatio: 16.3 }));
await compare('lincoln', await read('lincoln_mkz'), steeringGain({ wheelbase: 2.85, steeringRatio: 14.8 }));
await compare(
  'subaru',
  await read('subaru_wrx_sti', 'derived_50hz.csv'),
  steeringGain({ wheelbase: 2.65, steeringRatio: 13 }),
);
const fleet = simulateFleet({ seed: 7, vehicles: 6, minutes: 8 });
for (const vehicle of new Set(fleet.map(({ vehicle }) => vehicle))) {
  const { wheelbase, steeringRatio } = vehicle;
  await compare(
    `generator: ${vehicle.name}`,
    fleet.filter((one) => one.vehicle === vehicle),
    steeringGain({ wheelbase, steeringRatio }),
  );
}
await bundle.session.release();
