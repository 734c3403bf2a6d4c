import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import { parseCsv } from './csv.js';
import { driveFormat } from './drive-format.js';
import type { Drive } from './drive.js';
import { findColumns, otherColumns } from './find-columns.js';
import { readWorkbook } from './read-workbook.js';
import { HEADER_ROW, MAX_DRIVE_BYTES } from './table.js';
import { withUnitsInTitles } from './units-row.js';
import { toVehicleSamples, type SampleOptions } from './vehicle-samples.js';

export type ReadOptions = SampleOptions & {
  /** of a workbook; the first where none is named */
  sheet?: string | undefined;
};

/** Reads a recorded drive, a CSV file or a workbook by its extension. Whatever is wrong with it is an InputError. */
export async function readDrive(path: string, options: ReadOptions = {}): Promise<Drive> {
  const format = driveFormat(path);
  const bytes = await readWhole(path).catch((error: unknown) => {
    throw systemFault(error, 'a drive file that can be read', path);
  });
  const table = withUnitsInTitles(
    format === 'csv' ? parseCsv(bytes, path, options.columns) : await readWorkbook(bytes, path, options),
    options.columns,
  );
  const rows = toVehicleSamples(table, options);
  const columns = findColumns(table.header, table.where(HEADER_ROW), options);
  const rowDt = columns.t === undefined ? (options.rowDt ?? options.fallbackRowDt) : undefined;
  const { readAs, passedOver, others } = otherColumns(table.header, columns, options);
  return {
    name: basename(path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows,
    ...(rowDt !== undefined && { rowDt }),
    ...(readAs.length > 0 && { readAs }),
    ...(passedOver.length > 0 && { passedOver }),
    ...(others.length > 0 && { others }),
    ...(table.above !== undefined && { above: table.above }),
    ...(table.hasUnitsRow && { hasUnitsRow: true }),
  };
}

/** Asked for its size first: what is too large is not taken into memory. */
async function readWhole(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size <= MAX_DRIVE_BYTES) return readFile(path);
  throw new InputError(`expected a drive file of at most ${MAX_DRIVE_BYTES} bytes, got ${size} (${path})`);
}
