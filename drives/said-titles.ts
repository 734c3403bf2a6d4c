import { nearestNames } from '../core/nearest-names.js';
import { InputError } from '../core/input-error.js';
import { COLUMN_NAMES, COLUMNS, columnNamed, namesOf, type ColumnName, type Titles } from './columns.js';

/**
 * `curvature=YawCrv,velocity=VehSpd_kph` → the titles. A column goes by its name here, by any of its names in a file, or
 * by a sample's (`vEgo`). A comma parts two where a name and `=` follow: a title may have commas of its own.
 * `before`: what the option said where it stood before.
 */
export function parseColumns(text: string, before: Titles = {}): Titles {
  const titles = { ...before };
  for (const part of text.split(/,(?=[\w -]+=)/)) {
    const [, written = '', title = ''] = /^([^=]*)=(.*)$/.exec(part)?.map((word) => word.trim()) ?? [];
    if (written === '' || title === '')
      throw new InputError(`expected NAME=TITLE, e.g. velocity=VehSpd, got "${part.trim()}" (--columns)`);
    const name = columnCalled(written);
    if (name === undefined) throw unknownName(written);
    if (titles[name] !== undefined)
      throw new InputError(`expected one title for ${name}, got another, "${title}" (--columns)`);
    const twin = COLUMN_NAMES.find((other) => titles[other]?.toLowerCase() === title.toLowerCase());
    if (twin) throw titleTwice(title, [twin, name], '--columns');
    titles[name] = title;
  }
  return titles;
}

/** The fault that one column of a file is to be two of a drive's. */
export const titleTwice = (title: string, names: readonly [ColumnName, ColumnName], where: string): InputError =>
  new InputError(`expected each title once, got "${title}" for ${names.join(' and for ')} (${where})`);

function columnCalled(written: string): ColumnName | undefined {
  const own = COLUMN_NAMES.find((name) => callNames(name).some((one) => one.toLowerCase() === written.toLowerCase()));
  return own ?? columnNamed(written);
}

/** What a column is called beside its titles. */
const callNames = (name: ColumnName): string[] => [name, COLUMNS[name].field];

function unknownName(written: string): InputError {
  const names = new Map(
    COLUMN_NAMES.flatMap((name) => [...callNames(name), ...namesOf(name)].map((one) => [one, name] as const)),
  );
  const [nearest = ''] = nearestNames(
    written,
    [...names.keys()].filter((one) => one.length > 1), // a single letter is in nearly every word
  );
  return new InputError(`expected a column of a drive (nearest: ${names.get(nearest)}), got "${written}" (--columns)`);
}
