import { takeRows } from '../core/matrix.js';
import type { StepContract } from '../core/step.js';
import type { Preview } from '../core/curvature-preview.js';
import type { Drive } from '../drives/drive.js';
import { makeDataset, type Dataset } from './dataset.js';
import type { Random } from './random.js';
import { splitByDrive, splitWindows, type DriveSplit, type Split } from './split.js';

/** Windows by what they are used for, and the drives that they come from. */
export type Partition = {
  /** the scalers are fitted on these */
  scaled: Dataset;
  train: Dataset;
  /** absent in the article's split */
  validation?: Dataset;
  test: Dataset;
  drives: DriveSplit;
};

export type PartitionOptions = { split: Split; contract: StepContract; preview: Preview; random: Random };

export function partition(drives: readonly Drive[], options: PartitionOptions): Partition {
  return options.split === 'seed' ? partitionWindows(drives, options) : partitionDrives(drives, options);
}

function partitionDrives(drives: readonly Drive[], { contract, preview, random }: PartitionOptions): Partition {
  const split = splitByDrive(drives, random);
  const dataset = (some: Drive[]) => makeDataset(some, contract, { preview });
  const train = dataset(split.train);
  return { scaled: train, train, validation: dataset(split.validation), test: dataset(split.test), drives: split };
}

/** The article's way: every row counts, scalers see the test windows, and windows of one drive fall on both sides. */
function partitionWindows(drives: readonly Drive[], { contract, preview, random }: PartitionOptions): Partition {
  const all = makeDataset(drives, contract, { preview, ignoreValid: true, dropLast: true });
  const { train, test } = splitWindows(all.times.length, random);
  const part = (indexes: Uint32Array): Dataset => ({
    times: [...indexes].map((index) => all.times[index]!),
    features: takeRows(all.features, indexes),
    angles: takeRows(all.angles, indexes),
  });
  return {
    scaled: all,
    train: part(train),
    test: part(test),
    drives: { train: [...drives], validation: [], test: [...drives] },
  };
}
