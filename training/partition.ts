import { takeRows } from '../core/matrix.js';
import type { StepContract } from '../core/step.js';
import type { Preview } from '../core/curvature-preview.js';
import type { Drive } from '../drives/drive.js';
import { joinDatasets, makeDataset, type Dataset } from './dataset.js';
import type { Random } from './random.js';
import { splitByDrive, splitWindows, type DriveSplit, type Split } from './split.js';

/** Windows by what they are used for, the drives that they come from, and what was asked of each. */
export type Partition = {
  contract: StepContract;
  /** the scalers are fitted on these */
  scaled: Dataset;
  train: Dataset;
  /** absent in the article's split */
  validation?: Dataset;
  test: Dataset;
  drives: DriveSplit;
};

export type PartitionOptions = {
  split: Split;
  /** drives to test on, none of those to be split; else some are held out */
  test?: readonly Drive[] | undefined;
  /** what is asked of every window, given the drives to train on */
  contractFor: (train: readonly Drive[]) => StepContract;
  /** of the windows that are validated and tested on */
  preview: Preview;
  /** by the split `drive` every drive to train on is learnt from with each of these */
  learntPreviews: readonly Preview[];
  random: Random;
  /** further drives to train on, made of those */
  vary?: (train: readonly Drive[]) => readonly Drive[];
};

export function partition(drives: readonly Drive[], options: PartitionOptions): Partition {
  return options.split === 'seed' ? partitionWindows(drives, options) : partitionDrives(drives, options);
}

function partitionDrives(drives: readonly Drive[], options: PartitionOptions): Partition {
  const split = splitByDrive(drives, options.random, options.test);
  const contract = options.contractFor(split.train);
  const dataset = (some: readonly Drive[]) => makeDataset(some, contract, { preview: options.preview });
  const train = learntDataset(split.train, contract, options);
  const [validation, test] = [dataset(split.validation), dataset(split.test)];
  return { contract, scaled: train, train, validation, test, drives: split };
}

/** Every drive is learnt from, and nothing is held out; `validation` and `test` are named alone. */
export function learnFromAll(
  drives: readonly Drive[],
  { validation, test, ...options }: Omit<PartitionOptions, 'test' | 'random'> & Omit<DriveSplit, 'train'>,
): Partition {
  const contract = options.contractFor(drives);
  const train = learntDataset(drives, contract, options);
  const tested = makeDataset(test, contract, { preview: options.preview });
  return { contract, scaled: train, train, test: tested, drives: { train: [...drives], validation, test } };
}

/** With each preview, also as other cars would have driven, each time another car. */
function learntDataset(
  drives: readonly Drive[],
  contract: StepContract,
  { learntPreviews, vary }: Pick<PartitionOptions, 'learntPreviews' | 'vary'>,
): Dataset {
  return joinDatasets(
    learntPreviews.map((preview) => makeDataset([...drives, ...(vary?.(drives) ?? [])], contract, { preview })),
  );
}

/** The article's way: every row counts, scalers see the test windows, and windows of one drive fall on both sides. */
function partitionWindows(drives: readonly Drive[], { contractFor, preview, random }: PartitionOptions): Partition {
  const contract = contractFor(drives);
  const all = makeDataset(drives, contract, { preview, ignoreValid: true, dropLast: true });
  const { train, test } = splitWindows(all.times.length, random);
  const part = (indexes: Uint32Array): Dataset => ({
    steps: [...indexes].map((index) => all.steps[index]!),
    times: [...indexes].map((index) => all.times[index]!),
    features: takeRows(all.features, indexes),
    angles: takeRows(all.angles, indexes),
  });
  return {
    contract,
    scaled: all,
    train: part(train),
    test: part(test),
    drives: { train: [...drives], validation: [], test: [...drives] },
  };
}
