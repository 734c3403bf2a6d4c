import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateFleet } from '../drives/synthetic/simulate-fleet.js';
import { DEFAULT_ARCHITECTURE, findArchitecture } from '../training/architectures/catalogue.js';
import { readDrives } from './drive-options.js';
import { exitCodeOf, interruptSignal } from './exit.js';
import { trainBundle } from './train.js';
import { writeFleet } from './write-fleet.js';

/** Makes `models/default`, the committed bundle, from the generator's drives alone: `npm run default-model`. */
const OUT = 'models/default';
const SEED = 1;
const DT = 0.1;
const FLEET = { seed: SEED, vehicles: 12, minutes: 6 };

async function makeDefaultModel(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'steercast-'));
  try {
    const drives = await readDrives(await writeFleet(folder, simulateFleet(FLEET)), {}, { dt: DT });
    const architecture = findArchitecture(DEFAULT_ARCHITECTURE);
    const options = { architecture, dt: DT, split: 'drive', seed: SEED, preview: 'recorded' } as const;
    await trainBundle(drives, { ...options, out: OUT, signal: interruptSignal() });
  } finally {
    await rm(folder, { recursive: true });
  }
}

process.exitCode = await exitCodeOf(makeDefaultModel);
