import { InputError } from '../core/input-error.js';
import { COLUMN_NAMES, COLUMNS, type ColumnName } from './columns.js';

/** What a column's values are multiplied with to get the unit of a VehicleSample. */
export type UnitFactors = Partial<Record<ColumnName, number>>;

/** `velocity=km/h,steering=rad` → the factors. */
export function parseUnits(text: string): UnitFactors {
  const factors: UnitFactors = {};
  for (const part of text.split(',')) {
    const [name = '', unit = ''] = part.split('=').map((word) => word.trim());
    const column = COLUMN_NAMES.find((known) => known.toLowerCase() === name.toLowerCase());
    const factor = column && factorOf(column, unit);
    if (!factor) throw new InputError(`expected units of ${known()}, got "${part.trim()}" (--units)`);
    if (column in factors) throw new InputError(`expected one unit for ${column}, got another, "${unit}" (--units)`);
    factors[column] = factor;
  }
  return factors;
}

function factorOf(column: ColumnName, unit: string): number | undefined {
  return Object.entries<number>(COLUMNS[column].units).find(([known]) => known === unit)?.[1];
}

function known(): string {
  const choices = COLUMN_NAMES.filter((name) => Object.keys(COLUMNS[name].units).length > 1);
  return choices.map((name) => `${name}=${Object.keys(COLUMNS[name].units).join('|')}`).join(', ');
}
