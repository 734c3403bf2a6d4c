import type { Drive } from '../drives/drive.js';
import { judge } from '../drives/signal-check.js';
import type { JudgedDrive } from '../training/report/input.js';
import { remarksOn } from './drive-options.js';

/** A drive as its report tells of it; `rowDt`: s from row to row, as the user says. */
export function judgedDrive(drive: Drive, rowDt: number | undefined): JudgedDrive & { isImpossible: boolean } {
  const { doubts, unchecked } = judge(drive.rows);
  const isFile = drive.gridDt === undefined; // the signals of a log have their units from the vehicle's profile
  const remarks = isFile ? remarksOn(drive, rowDt, doubts) : doubts.map(({ text }) => text);
  return { drive: drive.name, remarks, unchecked, isImpossible: doubts.some(({ impossible }) => impossible) };
}
