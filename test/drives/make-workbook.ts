import { loadXlsx } from '../../drives/xlsx-package.js';

/** A workbook with these sheets; a cell may also be one of the package's own, such as a formula. */
export async function makeWorkbook(sheets: Record<string, unknown[][]>): Promise<Buffer> {
  const { utils, write } = await loadXlsx();
  const book = utils.book_new();
  for (const [name, cells] of Object.entries(sheets)) {
    utils.book_append_sheet(book, utils.aoa_to_sheet(cells, { dense: true }), name);
  }
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer; // as: asked for a buffer
}
