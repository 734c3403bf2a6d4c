import { isBlank, toNumber } from './cell.js';
import { columnNamed, type Titles } from './columns.js';
import { dateSeconds } from './date-time.js';
import type { Table } from './table.js';
import { isUnitOf, withUnit } from './title-units.js';

/**
 * A table whose first row says the units (`s;1/m;km/h;deg`), as one that has them in its titles: there is the unit of a
 * drive's column in it, and no number or date under any of its titles. `said`: by the user.
 */
export function withUnitsInTitles(table: Table, said?: Titles): Table {
  if (table.rowCount === 0) return table;
  const cells = table.header.map((_, column) => table.cell(0, column));
  const columns = table.header.map((title) => columnNamed(title, said));
  const isValue = (column: number) =>
    !Number.isNaN(toNumber(cells[column])) || !Number.isNaN(dateSeconds(cells[column]));
  const isUnits = columns.some((name, column) => name !== undefined && isUnitOf(String(cells[column] ?? ''), name));
  if (!isUnits || columns.some((name, column) => name !== undefined && name !== 'valid' && isValue(column)))
    return table;
  const { cellCount } = table;
  return {
    ...table,
    header: table.header.map((title, column) =>
      isBlank(cells[column]) || columns[column] === undefined ? title : withUnit(title, String(cells[column])),
    ),
    rowCount: table.rowCount - 1,
    cell: (row, column) => table.cell(row + 1, column),
    where: (row) => table.where(row < 0 ? row : row + 1),
    ...(cellCount && { cellCount: (row: number) => cellCount(row + 1) }),
    hasUnitsRow: true,
  };
}
