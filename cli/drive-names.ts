import { counted } from '../core/counted.js';

/** Names that a line has room for. */
const MOST_NAMES = 4;

/** `72 drives: a.csv, b.csv, c.csv, d.csv, …` */
export function driveNames(records: readonly { name: string }[]): string {
  if (records.length === 0) return 'none';
  const shown = records.slice(0, MOST_NAMES).map(({ name }) => name);
  return `${counted(records.length, 'drive')}: ${[...shown, ...(records.length > MOST_NAMES ? ['…'] : [])].join(', ')}`;
}
