import { InputError } from '../core/input-error.js';
import type { Drive } from '../drives/drive.js';
import { Random } from './random.js';

export const SPLITS = ['drive', 'seed'] as const;
export type Split = (typeof SPLITS)[number];

/** Share of the drives kept apart for validation (early stopping), and again for the test. */
const HELD_OUT_SHARE = 0.15;
/** Drives that a split by drive takes at least: one to learn from, one for validation and one for the test. */
export const FEWEST_TO_SPLIT = 3;
/** Share of the windows that the article's split tests on. */
const SEED_TEST_SHARE = 0.05;

export type DriveSplit = { train: Drive[]; validation: Drive[]; test: Drive[] };

/** Share of all drives that judge one model against the next. */
const JUDGING_SHARE = 0.25;

/**
 * Drives to learn from and drives to judge by. Which one a drive is hangs on its content alone, so that it stays on its
 * side whenever a model is trained anew: no model has learnt from what a later one is judged by.
 */
export function splitForJudging(drives: readonly Drive[]): { learn: Drive[]; judge: Drive[] } {
  const place = ({ sha256 }: Drive) => Number.parseInt(sha256.slice(0, 8), 16) / 2 ** 32;
  const sorted = drives.toSorted((a, b) => place(a) - place(b));
  const below = sorted.filter((drive) => place(drive) < JUDGING_SHARE).length;
  const count = Math.min(Math.max(below, 1), sorted.length - 1);
  return { judge: sorted.slice(0, count), learn: sorted.slice(count) };
}

/** Deals into so many folds, each in turn, by a key that hangs on content alone; none is empty. */
export function dealFolds<T>(all: readonly T[], folds: number, keyOf: (one: T) => string): T[][] {
  const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const count = Math.min(folds, all.length);
  return Array.from({ length: count }, (_, f) => sorted.filter((_one, k) => k % count === f));
}

/**
 * Whole drives in random order: at least one for validation, one for the test and one to train on; where the test's
 * drives are given, they are none of `drives`.
 */
export function splitByDrive(drives: readonly Drive[], random: Random, test?: readonly Drive[]): DriveSplit {
  if (drives.length + (test?.length ?? 0) < FEWEST_TO_SPLIT) {
    throw new InputError(
      `expected at least ${FEWEST_TO_SPLIT} drives to split by drive (training, validation, test), got ${drives.length}; ` +
        'add drives, or take --split seed and its leaking figures',
    );
  }
  const shuffled = [...random.permutation(drives.length)].map((index) => drives[index]!);
  const heldOut = Math.max(1, Math.round(HELD_OUT_SHARE * drives.length));
  const tested = test ? 0 : heldOut;
  return {
    test: test ? [...test] : shuffled.slice(0, heldOut),
    validation: shuffled.slice(tested, tested + heldOut),
    train: shuffled.slice(tested + heldOut),
  };
}

/**
 * The article's split: windows at random, though neighbouring windows share nine of their ten samples. The test then
 * holds windows whose twins were trained on, and its figures say little of a drive never seen.
 */
export function splitWindows(windows: number, random: Random): { train: Uint32Array; test: Uint32Array } {
  const order = random.permutation(windows);
  const test = Math.max(1, Math.ceil(SEED_TEST_SHARE * windows));
  return { test: order.subarray(0, test), train: order.subarray(test) };
}
