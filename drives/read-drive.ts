import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemFault } from '../files/system-fault.js';
import { parseCsv } from './csv.js';
import { driveFormat } from './drive-format.js';
import type { Drive } from './drive.js';
import { readWorkbook } from './read-workbook.js';
import { toVehicleSamples, type SampleOptions } from './vehicle-samples.js';

export type ReadOptions = SampleOptions & {
  /** of a workbook; the first where none is named */
  sheet?: string | undefined;
};

/** Reads a recorded drive, a CSV file or a workbook by its extension. Whatever is wrong with it is an InputError. */
export async function readDrive(path: string, options: ReadOptions = {}): Promise<Drive> {
  const format = driveFormat(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw systemFault(error, 'a drive file that can be read', path);
  });
  const table = format === 'csv' ? parseCsv(bytes, path) : await readWorkbook(bytes, path, options);
  return {
    name: basename(path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: toVehicleSamples(table, options),
  };
}
