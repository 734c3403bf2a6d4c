import type { Command } from 'commander';
import { readFrames } from '../can/log/read-frames.js';
import { unitRemarks } from '../can/vehicle/unit-check.js';
import { gainOf, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import { columnNamed, COLUMNS, isTimeTitle, type Titles } from '../drives/columns.js';
import { distinctDrives } from '../drives/distinct-drives.js';
import { isWorkbook } from '../drives/drive-format.js';
import { isLog } from '../drives/is-log.js';
import type { Drive } from '../drives/drive.js';
import { listDrives } from '../drives/list-drives.js';
import { readDrive, type ReadOptions } from '../drives/read-drive.js';
import { readLog } from '../drives/read-log.js';
import { columnsOption } from '../drives/likely-titles.js';
import { parseColumns } from '../drives/said-titles.js';
import { parseRightPositive, type SidedColumn } from '../drives/right-positive.js';
import { parseUnits, type UnitFactors } from '../drives/units.js';
import { checkRowStep } from '../drives/row-step.js';
import { unitOf } from '../drives/title-units.js';
import type { Doubt } from '../drives/doubt.js';
import { doubtsOf } from '../drives/signal-check.js';
import { systemFault } from '../files/system-fault.js';
import { AllFaults } from './all-faults.js';
import { positiveNumber } from './option-values.js';
import { remedy } from './remedy.js';

/** s, the step of a model, and from row to row of a drive file that does not say */
export const DEFAULT_DT = 0.1;

/** How drive files are to be read, as every command that takes them lets the user say it. */
export type FileOptions = {
  rowDt?: number;
  sheet?: string;
  columns?: Titles;
  units?: UnitFactors;
  rightPositive?: SidedColumn[];
};
export type DriveOptions = FileOptions & { vehicle?: string };

export function addFileOptions(command: Command): Command {
  return command
    .option('--row-dt <s>', 'step from row to row of files without a t column', positiveNumber('--row-dt'))
    .option('--sheet <name>', "a workbook's sheet (default: its first)")
    .option(
      '--columns <list>',
      'titles of columns that have none of the usual names, e.g. velocity=VehSpd,steering=StrWhlAng',
      parseColumns,
    )
    .option('--units <list>', 'units that differ from SI, e.g. velocity=km/h,steering=rad', parseUnits)
    .option('--right-positive <list>', 'columns that count to the right, e.g. steering,curvature', parseRightPositive);
}

export function addDriveOptions(command: Command): Command {
  return addFileOptions(command).option(
    '--vehicle <profile>',
    'a profile (.yaml), or the name of one in config/vehicles: what CAN logs need, and wheelbase and ratio of any drive',
  );
}

/** What of a command's options says how to read drives, for a worker to be told. */
export const readingOf = ({ rowDt, sheet, columns, units, rightPositive, vehicle }: DriveOptions) =>
  ({ rowDt, sheet, columns, units, rightPositive, vehicle }) as DriveOptions; // as: only those that are given are looked at

/** What a reader remarks on goes to the user, beside the command's results. */
export const toUser = (text: string): void => console.error(text);

/** The name of the vehicle that logs are read with, where there are any. */
export async function vehicleName(profile: string | undefined): Promise<string | undefined> {
  if (profile === undefined) return undefined;
  const { readVehicle } = await import('../can/vehicle/read-vehicle.js'); // drive files do without its packages
  return (await readVehicle(profile)).profile.name;
}

/** The vehicle of a CAN log, which only its user can know. */
export async function vehicleOf(path: string, profile: string | undefined): Promise<Vehicle> {
  const { profileNames, readVehicle } = await import('../can/vehicle/read-vehicle.js'); // drive files do without its packages
  if (profile === undefined) {
    await checkLog(path); // what is no log wants no vehicle
    const names = await profileNames();
    throw new InputError(`expected the vehicle of a CAN log (--vehicle, a .yaml file or ${names}), got none (${path})`);
  }
  const vehicle = await readVehicle(profile);
  for (const remark of unitRemarks(vehicle)) toUser(remark);
  return vehicle;
}

/** Refuses what is not there or does not begin as a log does. */
async function checkLog(path: string): Promise<void> {
  try {
    for await (const frames of readFrames(path)) if (frames.length > 0) return;
  } catch (error) {
    throw systemFault(error, 'a CAN log that can be read', path);
  }
}

type Reading = {
  /** s */
  dt: number;
  fallbackRowDt?: number | undefined;
  signal?: AbortSignal;
  /** refuses a drive whose signals no road vehicle has; they are remarked on otherwise */
  toLearnFrom?: true;
};

/**
 * Reads files, and folders of them, as drives fit for a model of step `dt`, each once; logs lie on its grid. What is
 * wrong with any of them is told at once.
 */
export async function readDrives(
  paths: readonly string[],
  { vehicle: profile, ...options }: DriveOptions,
  { dt, fallbackRowDt, signal, toLearnFrom }: Reading,
): Promise<Drive[]> {
  const drives = new Map<string, Drive>();
  const faults = new AllFaults();
  let vehicle: Vehicle | undefined;
  const readOptions: ReadOptions = { ...options, fallbackRowDt };
  const readFrames = async (path: string, ofLog: Vehicle): Promise<Drive> => {
    const drive = await readLog(path, { vehicle: ofLog, dt, remark: toUser });
    if (toLearnFrom) checkPossible(drive, `${ofLog.where}; ${path}`, {});
    return drive;
  };
  const readRows = async (path: string): Promise<Drive> => {
    const drive = await readDrive(path, readOptions);
    checkRowStep(drive, dt);
    const doubts = doubtsOf(drive.rows);
    if (toLearnFrom) checkPossible(drive, path, options, doubts);
    for (const remark of remarksOn(drive, options, doubts)) toUser(`${path}: ${remark}`);
    return { ...drive, ...(vehicle && { steeringGain: gainOf(vehicle) }) };
  };
  const found = await listDrives(paths, { logs: profile !== undefined, columns: options.columns, remark: toUser });
  for (const remark of sheetRemarks(found, options)) toUser(remark);
  for (const path of found) {
    signal?.throwIfAborted();
    const frames = await isLog(path);
    const drive = await faults.collect(async () => {
      if (frames || profile !== undefined) vehicle ??= await vehicleOf(path, profile);
      return frames && vehicle ? readFrames(path, vehicle) : readRows(path);
    });
    if (drive) drives.set(path, drive);
  }
  faults.throwIfAny();
  return distinctDrives(drives, toUser);
}

/** What is said of workbooks where there are none would be passed over in silence. */
export function sheetRemarks(paths: readonly string[], { sheet }: FileOptions): string[] {
  const isUsed = sheet === undefined || paths.some((path) => isWorkbook(path));
  return isUsed ? [] : [`--sheet ${sheet} is not used: there is no workbook`];
}

/** Whether options say its units and signs; those of a log are the vehicle profile's. */
export const takesOptions = ({ gridDt }: Drive): boolean => gridDt === undefined;

/** A model that learns from a wrong unit is wrong in every car, and its own figures do not show it. */
function checkPossible(drive: Drive, where: string, given: FileOptions, doubts = doubtsOf(drive.rows)): void {
  const doubt = doubts.find(({ impossible }) => impossible);
  if (!doubt) return;
  throw new InputError(`${doubt.text} (${takesOptions(drive) ? `${remedy(doubt, given)}; ` : ''}${where})`);
}

/** What looks wrong in a drive file, or was taken for granted; `given`: how it was read, as the user says. */
export function remarksOn(
  { rows, rowDt: taken, passedOver = [], others = [], above = 0 }: Drive,
  given: FileOptions,
  doubts = doubtsOf(rows),
): string[] {
  const remarks: string[] = [];
  const { rowDt } = given;
  if (above > 0) remarks.push(`header below ${counted(above, 'line')} that ${above === 1 ? 'is' : 'are'} passed over`);
  for (const column of passedOver) remarks.push(`not read: its column ${column} (--columns)`);
  const likely = others.find((title) => /time|date|stamp/i.test(title));
  if (taken !== undefined && rowDt === undefined)
    remarks.push(
      `no column t: rows taken as ${taken} s apart (--row-dt)` +
        (likely === undefined ? '' : `; is ${likely} the time? ${columnsOption(`t=${likely}`)}`),
    );
  const time = others.find(isTimeTitle);
  if (taken !== undefined && rowDt !== undefined && time !== undefined)
    remarks.push(`rows taken as ${taken} s apart (--row-dt), so its column ${time} is not used`);
  if (taken === undefined && rowDt !== undefined) remarks.push('it has a column t, so --row-dt is not used');
  return [...remarks, ...unitRemarksOn(others, rows), ...doubts.map((doubt) => remarkOf(doubt, given))];
}

/** Columns that are left alone for the unit in their title. */
function unitRemarksOn(others: readonly string[], rows: Drive['rows']): string[] {
  return others.flatMap((title) => {
    const name = columnNamed(title);
    if (name === undefined || unitOf(title, name) !== null) return [];
    if (rows.some((row) => row[COLUMNS[name].field] !== undefined)) return []; // it has another, which is read
    const units = Object.keys(COLUMNS[name].units);
    return [
      `${title} is not read, as its unit is not ${units.join(' or ')} (--units ${name}=${units[0]}, where it is)`,
    ];
  });
}

export const remarkOf = (doubt: Doubt, given: FileOptions): string => `${doubt.text} (${remedy(doubt, given)})`;
