import type { Command } from 'commander';
import type { Drive } from '../drives/drive.js';
import { listDrives } from '../drives/list-drives.js';
import { readDrive, type ReadOptions } from '../drives/read-drive.js';
import { parseRightPositive, type SidedColumn } from '../drives/right-positive.js';
import { parseUnits, type UnitFactors } from '../drives/units.js';
import { checkRowStep } from '../drives/row-step.js';
import { positiveNumber } from './option-values.js';

/** How drive files are to be read, as every command that takes them lets the user say it. */
export type DriveOptions = { rowDt?: number; sheet?: string; units?: UnitFactors; rightPositive?: SidedColumn[] };

export function addDriveOptions(command: Command): Command {
  return command
    .option('--row-dt <s>', 'step from row to row of files without a t column', positiveNumber('--row-dt'))
    .option('--sheet <name>', "a workbook's sheet (default: its first)")
    .option('--units <list>', 'units that differ from SI, e.g. velocity=km/h,steering=rad', parseUnits)
    .option('--right-positive <list>', 'columns that count to the right, e.g. steering,curvature', parseRightPositive);
}

/** Reads files, and folders of them, as drives fit for a model of step `dt` (s). */
export async function readDrives(
  paths: readonly string[],
  { rowDt, ...options }: DriveOptions,
  { dt, fallbackRowDt }: { dt: number; fallbackRowDt?: number | undefined },
): Promise<Drive[]> {
  const drives: Drive[] = [];
  const readOptions: ReadOptions = { ...options, rowDt: rowDt ?? fallbackRowDt };
  for (const path of await listDrives(paths)) {
    const drive = await readDrive(path, readOptions);
    checkRowStep(drive, dt);
    drives.push(drive);
  }
  return drives;
}
