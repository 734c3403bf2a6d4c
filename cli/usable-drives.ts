import { InputError } from '../core/input-error.js';
import { distinctDrives } from '../drives/distinct-drives.js';
import type { Drive } from '../drives/drive.js';
import { listDrives } from '../drives/list-drives.js';
import { foreignDrives } from '../training/foreign-drives.js';
import { readDrives, toUser, type DriveOptions } from './drive-options.js';
import type { OpenedPreview } from './preview-options.js';

/** Drives to learn from, to choose the epoch by, and to judge by. */
const FEWEST_DRIVES = 3;

type UsableOptions = { dt: number; check: OpenedPreview['check']; signal: AbortSignal; isOneVehicle: boolean };
export type FoundDrive = { path: string; drive: Drive };

/**
 * A recording that can't be used is told and left out: it must not keep the others from being learnt from. Where they
 * are to be of one vehicle, so is one that another vehicle drove.
 */
export async function usableDrives(
  paths: readonly string[],
  options: DriveOptions,
  { dt, check, signal, isOneVehicle }: UsableOptions,
): Promise<FoundDrive[]> {
  const usable = new Map<string, Drive>();
  for (const path of await listDrives(paths, { logs: options.vehicle !== undefined })) {
    try {
      for (const drive of await readDrives([path], options, { dt, fallbackRowDt: dt, signal, toLearnFrom: true })) {
        check(path, drive.rows);
        usable.set(path, drive);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      toUser(`left out: ${error.message}`);
    }
  }
  const distinct = new Set(distinctDrives(usable, toUser));
  const found = [...usable].flatMap(([path, drive]) => (distinct.has(drive) ? [{ path, drive }] : []));
  const drives = isOneVehicle ? ofOneVehicle(found) : found;
  if (!isOneVehicle) tellVehicles(found);
  if (drives.length >= FEWEST_DRIVES) return drives;
  throw new InputError(
    `expected at least ${FEWEST_DRIVES} usable drives (to learn from, to choose the epoch by, to judge by), got ${drives.length} (${paths.join(', ')})`,
  );
}

function ofOneVehicle(found: readonly FoundDrive[]): FoundDrive[] {
  const foreign = new Map(foreignDrives(found.map(({ drive }) => drive)).map(({ drive, ratio }) => [drive, ratio]));
  return found.filter(({ path, drive }) => {
    const ratio = foreign.get(drive);
    if (ratio !== undefined)
      toUser(
        `left out: expected a drive of this vehicle, got one whose steering is ${times(ratio)} that of the others in the same bends (${path})`,
      );
    return ratio === undefined;
  });
}

function tellVehicles(found: readonly FoundDrive[]): void {
  const foreign = foreignDrives(found.map(({ drive }) => drive));
  if (foreign.length === 0) return;
  const names = foreign.map(({ drive, ratio }) => `${drive.name} (${times(ratio)})`).join(', ');
  toUser(
    `of another vehicle than most, by the steering in the same bends: ${names}; they are learnt from and judge too`,
  );
}

const times = (ratio: number) => `${ratio.toFixed(2)} times`;
