import type { VehicleSample } from '../core/vehicle-sample.js';
import { writtenTable } from './written-cells.js';
import { loadXlsx } from './xlsx-package.js';

/** A drive as an XLSX workbook of one sheet that reads back as the same rows. */
export async function formatWorkbook(rows: readonly VehicleSample[]): Promise<Uint8Array> {
  const { utils, write } = await loadXlsx();
  const book = utils.book_new();
  const sheet = utils.aoa_to_sheet(writtenTable(rows), { dense: true });
  utils.book_append_sheet(book, sheet, 'drive');
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Uint8Array; // as: asked for a buffer
}
