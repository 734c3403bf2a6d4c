import { quantile } from '../report/bins.js';
import { Random } from '../random.js';

/** Resamples, and the share of them between the bounds. */
const RESAMPLES = 2000;
const SHARE = 0.95;
const SEED = 1;

export type Bounds = readonly [low: number, high: number];

/** One drive's windows, and its mean error by each predictor. */
export type DriveErrors = { windows: number; mae: Readonly<Record<string, number>> };

/**
 * Bounds that hold 95 % of what `statistic` would be over other drives like these: percentiles of resamples of whole
 * drives with replacement (Efron & Tibshirani 1993, An introduction to the bootstrap, chapter 13), as windows of one drive
 * are far from independent. Undefined for fewer than three drives.
 */
export function bootstrapOverDrives(
  drives: readonly DriveErrors[],
  statistic: (mae: (predictor: string) => number) => number,
): Bounds | undefined {
  if (drives.length < 3) return undefined;
  const random = new Random(SEED);
  const values = Float64Array.from({ length: RESAMPLES }, () => {
    const drawn = drives.map(() => drives[Math.floor(random.uniform() * drives.length)]!);
    return statistic((predictor) => pooledMae(drawn, predictor));
  }).sort();
  const tail = (1 - SHARE) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}

/** deg, over the windows of all drives. */
export function pooledMae(drives: readonly DriveErrors[], predictor: string): number {
  let [sum, windows] = [0, 0];
  for (const drive of drives) {
    sum += drive.windows * drive.mae[predictor]!;
    windows += drive.windows;
  }
  return sum / windows;
}
