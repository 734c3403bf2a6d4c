import { InputError } from '../core/input-error.js';
import { nearestNames } from '../core/nearest-names.js';
import { columnsLike, mostLike, showTitles } from './alike-titles.js';
import { COLUMN_NAMES, type ColumnName, type Titles } from './columns.js';
import { titleTwice } from './said-titles.js';
import { unitOf, unknownUnit } from './title-units.js';

type Said = { columns?: Titles | undefined; units?: Partial<Record<ColumnName, number>> | undefined };

/** Where the titles stand that the user says; one that is not there once, or in an unknown unit, is an InputError. */
export function saidColumns(
  header: readonly string[],
  where: string,
  { columns: titles = {}, units }: Said,
): Partial<Record<ColumnName, number>> {
  const found: Partial<Record<ColumnName, number>> = {};
  const faults: string[] = [];
  for (const name of COLUMN_NAMES) {
    const title = titles[name];
    if (title === undefined) continue;
    const [column, ...more] = mostLike(header, columnsLike(header, title), title);
    if (column === undefined) {
      const names = nearestNames(
        title,
        header.map((one) => one.trim()).filter((one) => one !== ''),
      );
      faults.push(`${name} (nearest: ${showTitles(names)}), got "${title}"`);
      continue;
    }
    if (more.length > 0)
      throw new InputError(
        `expected one column ${title}, got ${more.length + 1} in "${showTitles(header)}" (--columns; ${where})`,
      );
    const twin = COLUMN_NAMES.find((other) => found[other] === column);
    if (twin) throw titleTwice(header[column]!.trim(), [twin, name], `--columns; ${where}`);
    if (unitOf(header[column]!, name) === null && units?.[name] === undefined)
      throw unknownUnit(header[column]!, name, where);
    found[name] = column;
  }
  if (faults.length === 0) return found;
  throw new InputError(`expected a title of the file for ${faults.join(', and for ')} (--columns; ${where})`);
}
