// Every architecture and every baseline on the same held-out drives, in one run: the drives of a folder are dealt into
// folds, each fold is predicted by models trained on the others, and the errors of all folds are pooled. Folds run in
// worker threads, one a core; the figures are the same however many there are.
// node test/bench/held-out-clips.mjs [FOLDER] [FOLDS]     (after `npm run setup`; default: the Silverado clips, 6 folds)
import { join } from 'node:path';
import { runFolds } from '../../dist/cli/run-folds.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { ARCHITECTURES } from '../../dist/training/architectures/catalogue.js';
import { BASELINES, scoreDrive } from '../../dist/training/metrics.js';

const SHARED = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');
const [folder = join(SHARED, 'silverado'), folds = '6'] = process.argv.slice(2);

const paths = await listDrives([folder]);
for (const { name } of ARCHITECTURES) {
  const jobs = Array.from({ length: Number(folds) }, (_, fold) => {
    const isHeldOut = (_path, d) => d % Number(folds) === fold;
    const train = paths.filter((path, d) => !isHeldOut(path, d));
    return { train, heldOut: paths.filter(isHeldOut), read: {}, architecture: name, dt: 0.1, split: 'drive', seed: 1, preview: 'recorded', raw: true }; // prettier-ignore
  });
  const begin = performance.now();
  const results = await runFolds(jobs);
  const steps = results.flatMap(({ drives }) => drives.flatMap((drive) => drive.steps));
  const { windows, model, baselines } = scoreDrive('held out', steps);
  const others = BASELINES.map((baseline) => `${baseline} ${baselines[baseline].mae.toFixed(3)}`).join(', ');
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`${name}: MAE ${model.mae.toFixed(3)} deg over ${windows} held-out windows, ${seconds} s; ${others}`);
}
