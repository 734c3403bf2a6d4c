import { join } from 'node:path';
import { findArchitecture, DEFAULT_ARCHITECTURE } from '../training/architectures/catalogue.js';
import { simulateFleet } from '../drives/synthetic/simulate-fleet.js';
import { readBundle } from '../onnx/bundle.js';
import { readDrives } from './drive-options.js';
import { describeScored } from './describe-figures.js';
import { evaluateDrives } from './evaluate-drives.js';
import { exitCodeOf, interruptSignal } from './exit.js';
import { scoreTable } from './score-table.js';
import { trainBundle } from './train.js';
import { writeFleet } from './write-fleet.js';
import { previewCost } from './preview-cost.js';
import { roadPreview } from '../road/road-preview.js';
import { readNetwork } from '../road/read-network.js';
import { writeMap } from '../road/map-file.js';
import { toRoadMap } from '../road/road-map.js';
import { writeRoads } from './simulate-maps.js';
import { writeReport } from './write-report.js';
import { HORIZON } from '../training/train-model.js';

/** The main job on synthetic drives, in the folder `demo/`: what `npm start` runs. */
const FOLDER = 'demo';
const SEED = 1;
const DT = 0.1;
/** Several cars to learn from, and one that the model never sees. */
const FLEET = { seed: SEED, vehicles: 7, minutes: 4 };

async function demo(): Promise<void> {
  console.error(
    `1/4  synthetic drives of ${FLEET.vehicles} cars, ${FLEET.minutes} minutes each, and a map → ${FOLDER}/drives`,
  );
  const fleet = simulateFleet(FLEET);
  const drives = await readDrives(await writeFleet(join(FOLDER, 'drives'), fleet), {}, { dt: DT });
  const network = await readNetwork(await writeRoads(join(FOLDER, 'maps'), fleet));
  const map = toRoadMap(network);
  await writeMap(join(FOLDER, 'roads.map'), map);
  const preview = roadPreview({ map, order: ['map', 'lane', 'hold'], dt: DT, ...HORIZON });

  console.error(`2/4  train on all but the last car, export → ${FOLDER}/model`);
  const unseen = new Set(
    fleet.filter(({ vehicle }) => vehicle === fleet.at(-1)!.vehicle).map(({ name }) => `${name}.csv`),
  );
  const architecture = findArchitecture(DEFAULT_ARCHITECTURE);
  const out = join(FOLDER, 'model');
  await trainBundle(
    drives.filter(({ name }) => !unseen.has(name)),
    { architecture, dt: DT, split: 'drive', seed: SEED, preview, out, signal: interruptSignal() },
  );

  console.error('3/4  the unseen car, step by step through the pipeline that runs in the car');
  const bundle = await readBundle(out);
  const driven = drives.filter(({ name }) => unseen.has(name));
  const { evaluated, cost } = await evaluateBoth().finally(() => bundle.session.release());
  console.log(`\nsteering-wheel angle over the next five steps of ${DT} s, of a car never seen\n`);
  console.log(
    `${scoreTable(evaluated.evaluation.all)}\n\n${describeScored(evaluated.figures, evaluated.evaluation.all)}\n${cost.text}\n`,
  );

  const report = join(FOLDER, 'report.html');
  await writeReport(report, bundle.card, evaluated, { preview }, { cost });
  console.error(`4/4  report to look at → ${report}`);

  async function evaluateBoth() {
    const evaluated = await evaluateDrives(driven, bundle, { preview });
    return { evaluated, cost: await previewCost(driven, bundle, { preview }, evaluated) };
  }
}

process.exitCode = await exitCodeOf(demo);
