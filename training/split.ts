import { InputError } from '../core/input-error.js';
import type { Drive } from '../drives/drive.js';
import { Random } from './random.js';

export const SPLITS = ['drive', 'seed'] as const;
export type Split = (typeof SPLITS)[number];

/** Share of the drives kept apart for validation (early stopping), and again for the test. */
const HELD_OUT_SHARE = 0.15;
/** Share of the windows that the article's split tests on. */
const SEED_TEST_SHARE = 0.05;

export type DriveSplit = { train: Drive[]; validation: Drive[]; test: Drive[] };

/** Whole drives in random order: at least one for validation, one for the test and one to train on. */
export function splitByDrive(drives: readonly Drive[], random: Random): DriveSplit {
  if (drives.length < 3) {
    throw new InputError(
      `expected at least 3 drives to split by drive (training, validation, test), got ${drives.length}; ` +
        'add drives, or take --split seed and its leaking figures',
    );
  }
  const shuffled = [...random.permutation(drives.length)].map((index) => drives[index]!);
  const heldOut = Math.max(1, Math.round(HELD_OUT_SHARE * drives.length));
  return {
    test: shuffled.slice(0, heldOut),
    validation: shuffled.slice(heldOut, 2 * heldOut),
    train: shuffled.slice(2 * heldOut),
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
