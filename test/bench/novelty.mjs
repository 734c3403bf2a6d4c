// How often a step is OUT_OF_DISTRIBUTION: on drives that a model was not trained on, of the same car and of others, where
// it would be a false alarm, and on drives that are spoiled, where it is not. The network itself is not asked.
// node test/bench/novelty.mjs [MODEL…]     (after `npm run setup`; default: every architecture)
import { join } from 'node:path';
import { NoveltyMeter } from '../../dist/core/novelty.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { readDrive } from '../../dist/drives/read-drive.js';
import { simulateFleet } from '../../dist/drives/synthetic/simulate-fleet.js';
import { ARCHITECTURES, findArchitecture } from '../../dist/training/architectures/catalogue.js';
import { makeDataset } from '../../dist/training/dataset.js';
import { makeCard } from '../../dist/training/make-card.js';
import { Random } from '../../dist/training/random.js';
import { trainModel } from '../../dist/training/train-model.js';

const FOLDS = 6;
const SHARED = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');
const read = async (...path) =>
  Promise.all((await listDrives([join(SHARED, ...path)])).map((one) => readDrive(one, { rowDt: 0.1 })));
const clips = await read('silverado');
const [lincoln] = await read('lincoln_mkz');
const [subaru] = await read('subaru_wrx_sti', 'derived_50hz.csv');
const fleet = simulateFleet({ seed: 1, vehicles: 6, minutes: 5 }).map((drive) => ({ ...drive, sha256: '' }));
const ofKind = (kind) => fleet.filter(({ name }) => name.includes(`-${kind}-`));

const random = new Random(1);
const noise = (size) => size * (random.uniform() - 0.5);
const spoilt = (drives, change) => drives.map((drive) => ({ ...drive, rows: drive.rows.map((row) => ({ ...row, ...change(row) })) })); // prettier-ignore

async function meterOf(drives, architecture) {
  const options = { architecture, dt: 0.1, split: 'drive', seed: 1, epochs: 1, preview: 'recorded' };
  const trained = await trainModel(drives, options);
  const { card } = await makeCard(trained, options, new Date());
  const meter = new NoveltyMeter(card.novelty);
  return (some) => {
    const { rows, columns, data } = makeDataset(some, trained.contract).features;
    let novel = 0;
    for (let r = 0; r < rows; r++) if (meter.isNovel(data.subarray(r * columns, (r + 1) * columns))) novel++;
    return { novel, rows };
  };
}
const percent = ({ novel, rows }) => `${((100 * novel) / rows).toFixed(2)} %`;

for (const name of process.argv.length > 2 ? process.argv.slice(2) : ARCHITECTURES.map((one) => one.name)) {
  const architecture = findArchitecture(name);
  const held = { novel: 0, rows: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const measure = await meterOf(clips.filter((_, c) => c % FOLDS !== fold), architecture); // prettier-ignore
    const { novel, rows } = measure(clips.filter((_, c) => c % FOLDS === fold));
    held.novel += novel;
    held.rows += rows;
  }
  const measure = await meterOf(clips, architecture);
  const cases = {
    Lincoln: [lincoln],
    Subaru: [subaru],
    'generator, motorway and country': [...ofKind('motorway'), ...ofKind('country')],
    'generator, town and roundabout': [...ofKind('town'), ...ofKind('roundabout')],
    'generator, slalom': ofKind('slalom'),
    'Lincoln, speed in km/h as m/s': spoilt([lincoln], ({ vEgo }) => ({ vEgo: 3.6 * vEgo })),
    'Subaru, curvature ±0.005 1/m': spoilt([subaru], ({ curvature }) => ({ curvature: curvature + noise(0.01) })),
    'Subaru, curvature ±0.02 1/m': spoilt([subaru], ({ curvature }) => ({ curvature: curvature + noise(0.04) })),
    'Subaru, steering ±5 deg': spoilt([subaru], ({ steeringAngleDeg }) => ({ steeringAngleDeg: steeringAngleDeg + noise(10) })), // prettier-ignore
  };
  const cells = Object.entries(cases).map(([what, drives]) => `${what} ${percent(measure(drives))}`);
  console.log(`${name}: other clips of the same car ${percent(held)}; trained on all clips: ${cells.join('; ')}`);
}
