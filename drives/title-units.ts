import { InputError } from '../core/input-error.js';
import { COLUMN_NAMES, COLUMNS, WITH_UNIT, type ColumnIndexes, type ColumnName, type Titles } from './columns.js';

/** The unit in a title's brackets, if any. */
export function writtenUnit(title: string): string | undefined {
  const [, , square, round] = WITH_UNIT.exec(title) ?? [];
  return (square ?? round)?.trim() || undefined;
}

/** The factor that a title says for a column, undefined where it says none, null where it is not known. */
export function unitOf(title: string, name: ColumnName): number | undefined | null {
  const written = writtenUnit(title);
  const units = Object.entries<number>(COLUMNS[name].units);
  if (written === undefined || units.length === 0) return undefined;
  return factorOf(written, name) ?? null;
}

const factorOf = (written: string, name: ColumnName): number | undefined => unitNamed(written, name)?.[1];

/** A unit of the column and its factor, as people write it. */
function unitNamed(written: string, name: ColumnName): [unit: string, factor: number] | undefined {
  const unit = written
    .toLowerCase()
    .replace('°', 'deg')
    .replace(/^[µμ]s$/, 'us')
    .replace(/\^2|²/, '2')
    .replace(/^(kph|kmh|kmph)$/, 'km/h')
    .replace(/^mps(2?)$/, 'm/s$1');
  return Object.entries<number>(COLUMNS[name].units).find(([known]) => known === unit);
}

/**
 * The unit that ends a title after a mark or a blank (`VehSpd_kph`), and its factor. Only where the user says what the
 * column is: of a title that is only guessed at, a last part may be anything.
 */
export function endingUnit(title: string, name: ColumnName): [unit: string, factor: number] | undefined {
  const ending = /[_\s.-]([^_\s.-]+)$/.exec(title.trim())?.[1];
  return ending === undefined || writtenUnit(title) !== undefined ? undefined : unitNamed(ending, name);
}

/** `km/h`, `[km/h]` or `(km/h)`, in a row of units. */
const bareUnit = (cell: string) => cell.trim().replace(/^\[(.*)\]$|^\((.*)\)$/, '$1$2');

/** Whether the cell of a row of units is one of the column's. */
export const isUnitOf = (cell: string, name: ColumnName): boolean => factorOf(bareUnit(cell), name) !== undefined;

/** The title with the unit that stands below it; its own, and no unit (`-`), leave it as it is. */
export function withUnit(title: string, cell: string): string {
  const unit = bareUnit(cell);
  return writtenUnit(title) !== undefined || /^[-–—]?$/.test(unit) ? title : `${title.trim()} [${unit}]`;
}

export function unknownUnit(title: string, name: ColumnName, where: string): InputError {
  const known = Object.keys(COLUMNS[name].units).join(', ');
  const got = writtenUnit(title) ?? '';
  return new InputError(
    `expected ${COLUMNS[name].title} in ${known}, got "${got}" in its title or below it (--units; ${where})`,
  );
}

/** Factors to the units of a VehicleSample, where a column's title says a unit that is known. `said`: by the user. */
export function titleUnits(
  header: readonly string[],
  columns: ColumnIndexes,
  said: Titles = {},
): Partial<Record<ColumnName, number>> {
  const factors: Partial<Record<ColumnName, number>> = {};
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    if (column === undefined) continue;
    const ending = said[name] === undefined ? undefined : endingUnit(header[column]!, name);
    const factor = unitOf(header[column]!, name) ?? ending?.[1];
    if (typeof factor === 'number') factors[name] = factor;
  }
  return factors;
}
