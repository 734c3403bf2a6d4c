import { isAlike } from './columns.js';
import { writtenUnit } from './title-units.js';

/** Where titles like a name stand in a header. */
export const columnsLike = (header: readonly string[], name: string): number[] =>
  header.flatMap((title, column) => (isAlike(title, name) ? [column] : []));

/** Those that are written like the name itself, else those without a unit, else all. */
export function mostLike(header: readonly string[], columns: number[], name: string): number[] {
  const literal = columns.filter((column) => header[column]!.trim().toLowerCase() === name.toLowerCase());
  const bare = columns.filter((column) => writtenUnit(header[column]!) === undefined);
  return [literal, bare, columns].find((some) => some.length > 0) ?? [];
}

/** Longest header that an error repeats, in characters: a file of another kind may be one endless line. */
const SHOWN = 120;

/** For an error's "got …". */
export function showTitles(header: readonly string[]): string {
  const titles = header.map((title) => title.trim()).join(', ');
  return titles.length > SHOWN ? `${titles.slice(0, SHOWN)}…` : titles;
}
