import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateFleet } from '../drives/synthetic/simulate-fleet.js';
import { readNetwork } from '../road/read-network.js';
import { toRoadMap } from '../road/road-map.js';
import { roadPreview } from '../road/road-preview.js';
import { responseLstm } from '../training/architectures/response-lstm.js';
import { HORIZON } from '../training/train-model.js';
import { readDrives } from './drive-options.js';
import { exitCodeOf, interruptSignal } from './exit.js';
import { writeRoads } from './simulate-maps.js';
import { trainBundle } from './train.js';
import { writeFleet } from './write-fleet.js';

/**
 * Makes `models/default`, the committed bundle, from the generator's drives alone: `npm run default-model`. It learns from
 * the curvature ahead as it was recorded and as a car has it from a map, so as to do with either.
 */
const OUT = 'models/default';
/** of so many cars' drives it makes more than response-dense: see training/LOG.md */
const ARCHITECTURE = responseLstm;
/** of seeds 1 and 2, the one that is better over all cars that it has not seen: see training/LOG.md */
const SEED = 2;
const DT = 0.1;
const FLEET = { seed: 1, vehicles: 12, minutes: 6 };

async function makeDefaultModel(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'steercast-'));
  try {
    const fleet = simulateFleet(FLEET);
    const drives = await readDrives(await writeFleet(folder, fleet), {}, { dt: DT });
    const map = toRoadMap(await readNetwork(await writeRoads(join(folder, 'maps'), fleet)));
    const fromMap = roadPreview({ map, order: ['map', 'lane', 'hold'], dt: DT, ...HORIZON });
    const options = { architecture: ARCHITECTURE, dt: DT, split: 'drive', seed: SEED, preview: 'recorded' } as const;
    const learntPreviews = ['recorded', fromMap] as const;
    await trainBundle(drives, { ...options, learntPreviews, out: OUT, signal: interruptSignal() });
  } finally {
    await rm(folder, { recursive: true });
  }
}

process.exitCode = await exitCodeOf(makeDefaultModel);
