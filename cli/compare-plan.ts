import { basename, dirname, resolve } from 'node:path';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import type { NeverLeftOut } from '../training/figures/comparison.js';
import { FEWEST_TO_SPLIT } from '../training/split.js';

/** A drive's file, and the vehicle that drove it: the name of the folder that it lies in. */
export type PlannedDrive = { path: string; vehicle: string };

/** Drives that a model is trained on, and those that it is judged by. */
export type PlannedFold = { train: string[]; heldOut: string[] };

/** What a comparison trains: folds of drives, and, where there are several vehicles, each of them left out. */
export type ComparePlan = {
  vehicles: { vehicle: string; drives: number }[];
  byDrive: PlannedFold[];
  byVehicle: { vehicle: string; fold: PlannedFold }[];
  neverLeftOut: NeverLeftOut[];
};

/** Drives that lie in one folder are of one vehicle; folders of the same name are told apart by their path. */
export function withVehicles(paths: readonly string[]): PlannedDrive[] {
  const folders = [...new Set(paths.map((path) => dirname(resolve(path))))];
  const nameOf = (folder: string) =>
    folders.filter((one) => basename(one) === basename(folder)).length > 1 ? folder : basename(folder);
  return paths.map((path) => ({ path, vehicle: nameOf(dirname(resolve(path))) }));
}

/** What is said where there are not as many folds as were asked for. */
export const fewerFolds = (made: number, asked: number): string | undefined =>
  made < asked
    ? `--folds ${asked}: ${counted(made, 'fold')}, as the others would have no drive to judge by`
    : undefined;

/** Deals the drives of each vehicle into folds in turn, so that every fold has of each what there is. */
export function planCompare(drives: readonly PlannedDrive[], folds: number): ComparePlan {
  const least = FEWEST_TO_SPLIT + 1;
  if (drives.length < least) {
    throw new InputError(
      `expected at least ${least} drives to compare models on drives held out, got ${drives.length}`,
    );
  }
  const names = [...new Set(drives.map(({ vehicle }) => vehicle))];
  const of = (vehicle: string) => drives.filter((drive) => drive.vehicle === vehicle);
  const dealt = names.flatMap(of);
  const count = Math.min(folds, drives.length);
  const left = drives.length - Math.ceil(drives.length / count);
  if (left < FEWEST_TO_SPLIT) {
    throw new InputError(
      `expected at least ${FEWEST_TO_SPLIT} drives to train on beside those held out, got ${left} (${drives.length} drives, --folds ${folds})`,
    );
  }
  const fold = (isHeldOut: (drive: PlannedDrive, d: number) => boolean): PlannedFold => ({
    train: dealt.filter((drive, d) => !isHeldOut(drive, d)).map(({ path }) => path),
    heldOut: dealt.filter(isHeldOut).map(({ path }) => path),
  });
  const several = names.length > 1 ? names : [];
  const byVehicle = several.map((vehicle) => ({ vehicle, fold: fold((drive) => drive.vehicle === vehicle) }));
  const isEnough = ({ fold: { train } }: (typeof byVehicle)[number]) => train.length >= FEWEST_TO_SPLIT;
  return {
    vehicles: names.map((vehicle) => ({ vehicle, drives: of(vehicle).length })),
    byDrive: Array.from({ length: count }, (_, f) => fold((_drive, d) => d % count === f)),
    byVehicle: byVehicle.filter(isEnough),
    neverLeftOut: byVehicle
      .filter((one) => !isEnough(one))
      .map(({ vehicle, fold: { train } }) => ({ vehicle, others: train.length })),
  };
}
