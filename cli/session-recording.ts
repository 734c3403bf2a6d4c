import { dirname } from 'node:path';
import { faultText } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import type { CarStart } from '../runtime/car-memory.js';
import { DriveKeeper } from '../runtime/drive-keeper.js';
import { newLogPath } from '../runtime/frame-log.js';
import { DEFAULT_PART_MEGABYTES } from '../runtime/run-config.js';
import { SessionRecorder } from '../runtime/session-recorder.js';
import type { PreparedSession } from './prepare-session.js';

const MEGABYTE = 1e6;

/** Where the configuration gives the recordings in a folder a budget. */
export function driveKeeper({ config, options: { record, remark } }: PreparedSession): DriveKeeper | undefined {
  const { path, budgetMegabytes } = config.record ?? {};
  if (record !== undefined || path === undefined || budgetMegabytes === undefined) return undefined;
  const folder = path.endsWith('.log') ? dirname(path) : path;
  return new DriveKeeper({ folder, budget: budgetMegabytes * MEGABYTE, remark });
}

/**
 * A record that the configuration wants and the disk refuses is told and done without, as one is that ends on a full
 * disk: the predictions are what the car needs. One that somebody asks for on the command line is refused.
 */
export function openRecorder(
  { options, config, head }: PreparedSession,
  { car, keeper, goesOn }: { car: CarStart; keeper: DriveKeeper | undefined; goesOn: boolean },
): SessionRecorder | undefined {
  const { record, remark, config: where } = options;
  const written = record ?? config.record?.path;
  if (written === undefined) return undefined;
  const told = record === undefined ? `record.path in ${where}` : '--record';
  const path = newLogPath(written, Date.now(), told, { goesOn });
  const partBytes = (config.record?.partMegabytes ?? DEFAULT_PART_MEGABYTES) * MEGABYTE;
  const onFault = (fault: unknown) => remark(`the recording ends here, the predictions go on: ${faultText(fault)}`);
  try {
    return new SessionRecorder(path, { ...head, car }, { partBytes, keeper, onFault });
  } catch (error) {
    if (record !== undefined || !(error instanceof InputError)) throw error;
    remark(`nothing is recorded, the predictions go on: ${faultText(error)}`);
    return undefined;
  }
}
