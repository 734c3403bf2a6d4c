// Every architecture and every baseline on the same held-out drives, in one run: the drives of a folder are dealt into
// folds, each fold is predicted by models trained on the others, and the errors of all folds are pooled.
// node test/bench/held-out-clips.mjs [FOLDER] [FOLDS]     (after `npm run setup`; default: the Silverado clips, 6 folds)
import { join } from 'node:path';
import { listDrives } from '../../dist/drives/list-drives.js';
import { readDrive } from '../../dist/drives/read-drive.js';
import { ARCHITECTURES } from '../../dist/training/architectures/catalogue.js';
import { makeDataset } from '../../dist/training/dataset.js';
import { BASELINES, scoreDrive } from '../../dist/training/metrics.js';
import { scoredSteps } from '../../dist/training/scored-steps.js';
import { trainModel } from '../../dist/training/train-model.js';

const SHARED = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');
const [folder = join(SHARED, 'silverado'), folds = '6'] = process.argv.slice(2);

const drives = await Promise.all((await listDrives([folder])).map((path) => readDrive(path)));
for (const architecture of ARCHITECTURES) {
  const steps = [];
  for (let fold = 0; fold < Number(folds); fold++) {
    const rest = drives.filter((_, d) => d % Number(folds) !== fold);
    const trained = await trainModel(rest, { architecture, dt: 0.1, split: 'drive', seed: 1, preview: 'recorded' });
    for (const drive of drives.filter((_, d) => d % Number(folds) === fold)) {
      const dataset = makeDataset([drive], trained.contract);
      if (dataset.times.length === 0) continue;
      const { data, columns } = await trained.predict(dataset.features);
      const row = (w) => data.subarray(w * columns, (w + 1) * columns);
      steps.push(...scoredSteps(dataset, row, trained.contract, trained.steadyState));
    }
  }
  const { windows, model, baselines } = scoreDrive('held out', steps);
  const others = BASELINES.map((name) => `${name} ${baselines[name].mae.toFixed(3)}`).join(', ');
  console.log(`${architecture.name}: MAE ${model.mae.toFixed(3)} deg over ${windows} held-out windows; ${others}`);
}
