import { extname } from 'node:path';
import { InputError } from '../core/input-error.js';

/** What each extension of a drive file means. */
const FORMATS: Record<string, 'csv' | 'workbook'> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsm': 'workbook',
  '.xlsx': 'workbook',
};

export const DRIVE_EXTENSIONS = Object.keys(FORMATS);

export function driveFormat(path: string): 'csv' | 'workbook' {
  const extension = extname(path).toLowerCase();
  const format = FORMATS[extension];
  if (format) return format;
  if (isGzippedDrive(path)) throw new InputError(`expected a drive file, got a gzipped one: unpack it (${path})`);
  const got = extension || 'none';
  throw new InputError(
    `expected a drive file (${DRIVE_EXTENSIONS.join(', ')}) or a CAN log (${LOG_EXTENSIONS.join(', ')}), got the extension ${got} (${path})`,
  );
}

/** Whether a file is named as a gzipped drive file, which none is read from. */
export const isGzippedDrive = (path: string): boolean =>
  /\.gz$/i.test(path) && DRIVE_EXTENSIONS.includes(extensionIn(path));

/** Whether a file is a workbook, by its extension. */
export const isWorkbook = (path: string): boolean => FORMATS[extname(path).toLowerCase()] === 'workbook';

/** What CAN logs are called, gzipped or not: candump's, Vector's, PEAK's. */
export const LOG_EXTENSIONS = ['.log', '.candump', '.asc', '.blf', '.trc'];

/** Whether a file is named as a CAN log. */
export const isLogName = (path: string): boolean => LOG_EXTENSIONS.includes(extensionIn(path));

/** Of what a gzipped file holds, by its name. */
const extensionIn = (path: string): string => extname(path.replace(/\.gz$/i, '')).toLowerCase();
