import type { Drive } from '../drives/drive.js';
import { judge } from '../drives/signal-check.js';
import type { JudgedDrive } from '../training/report/input.js';
import { remarksOn, takesOptions } from './drive-options.js';

/** A drive as its report tells of it; `rowDt`: s from row to row, as the user says. */
export function judgedDrive(drive: Drive, rowDt: number | undefined): JudgedDrive & { isImpossible: boolean } {
  const { doubts, unchecked } = judge(drive.rows);
  const remarks = takesOptions(drive) ? remarksOn(drive, rowDt, doubts) : doubts.map(({ text }) => text);
  return { drive: drive.name, remarks, unchecked, isImpossible: doubts.some(({ impossible }) => impossible) };
}
