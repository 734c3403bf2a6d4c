import { join } from 'node:path';
import { findArchitecture, DEFAULT_ARCHITECTURE } from '../training/architectures/catalogue.js';
import { simulateFleet } from '../drives/synthetic/simulate-fleet.js';
import { readBundle } from '../onnx/bundle.js';
import { readDrives } from './drive-options.js';
import { evaluateDrives } from './evaluate-drives.js';
import { exitCodeOf, interruptSignal } from './exit.js';
import { scoreTable } from './score-table.js';
import { trainBundle } from './train.js';
import { writeFleet } from './write-fleet.js';
import { writeReport } from './write-report.js';

/** The main job on synthetic drives, in the folder `demo/`: what `npm start` runs. */
const FOLDER = 'demo';
const SEED = 1;
const DT = 0.1;
/** Several cars to learn from, and one that the model never sees. */
const FLEET = { seed: SEED, vehicles: 7, minutes: 4 };

async function demo(): Promise<void> {
  console.error(`1/4  synthetic drives of ${FLEET.vehicles} cars, ${FLEET.minutes} minutes each → ${FOLDER}/drives`);
  const fleet = simulateFleet(FLEET);
  const drives = await readDrives(await writeFleet(join(FOLDER, 'drives'), fleet), {}, { dt: DT });

  console.error(`2/4  train on all but the last car, export → ${FOLDER}/model`);
  const unseen = new Set(
    fleet.filter(({ vehicle }) => vehicle === fleet.at(-1)!.vehicle).map(({ name }) => `${name}.csv`),
  );
  const architecture = findArchitecture(DEFAULT_ARCHITECTURE);
  const out = join(FOLDER, 'model');
  await trainBundle(
    drives.filter(({ name }) => !unseen.has(name)),
    { architecture, dt: DT, split: 'drive', seed: SEED, preview: 'recorded', out, signal: interruptSignal() },
  );

  console.error('3/4  the unseen car, step by step through the pipeline that runs in the car');
  const bundle = await readBundle(out);
  const evaluated = await evaluateDrives(
    drives.filter(({ name }) => unseen.has(name)),
    bundle,
    { preview: 'recorded' },
  ).finally(() => bundle.session.release());
  console.log(
    `\nsteering-wheel angle over the next five steps of ${DT} s, ${evaluated.evaluation.all.windows} steps of a car never seen\n(curvature ahead: as it was driven afterwards, an oracle)\n`,
  );
  console.log(`${scoreTable(evaluated.evaluation.all)}\n`);

  const report = join(FOLDER, 'report.html');
  await writeReport(report, bundle.card, evaluated, { preview: 'recorded' });
  console.error(`4/4  report to look at → ${report}`);
}

process.exitCode = await exitCodeOf(demo);
