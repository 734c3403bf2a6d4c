import type { Drive } from '../drives/drive.js';
import { judge } from '../drives/signal-check.js';
import type { JudgedDrive } from '../training/report/input.js';
import { remarksOn, takesOptions, type FileOptions } from './drive-options.js';

/** A drive as its report tells of it; `given`: how it was read. */
export function judgedDrive(drive: Drive, given: FileOptions): JudgedDrive & { isImpossible: boolean } {
  const { doubts, unchecked } = judge(drive.rows);
  const remarks = takesOptions(drive) ? remarksOn(drive, given, doubts) : doubts.map(({ text }) => text);
  return { drive: drive.name, remarks, unchecked, isImpossible: doubts.some(({ impossible }) => impossible) };
}
