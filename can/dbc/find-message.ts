import { nearestNames } from '../../core/nearest-names.js';
import { formatId, MAX_STANDARD_ID } from '../frame.js';
import type { Dbc, DbcMessage } from './dbc.js';

/**
 * A message of a DBC by name, or by id: 37, 0x25, 0x18FEF100, 0x25x (29 bits, as a larger one is).
 * Returns what is wrong as text.
 */
export function findMessage(dbc: Dbc, written: string): DbcMessage | string {
  const id = /^(0x[0-9a-f]+|\d+)(x?)$/i.exec(written);
  if (id) return findById(dbc, Number(id[1]), id[2] !== '');
  const found = dbc.messages.filter((message) => message.name === written);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const ids = found.map(writtenId).join(', ');
    return `expected one message ${written} in ${dbc.file}, got ${found.length}, to be named by id: ${ids}`;
  }
  return `expected a message of ${dbc.file} (nearest: ${nearest(written, dbc.messages)}), got ${written}`;
}

function findById(dbc: Dbc, id: number, isMarked: boolean): DbcMessage | string {
  const extended = isMarked || id > MAX_STANDARD_ID;
  const found = dbc.messages.find((message) => message.id === id && message.extended === extended);
  return (
    found ??
    `expected a message of ${dbc.file}, got none of the ${extended ? '29' : '11'}-bit id ${writtenId({ id, extended })}`
  );
}

/** A message's id as findMessage takes it, and as a profile names it. */
export function writtenId({ id, extended }: Pick<DbcMessage, 'id' | 'extended'>): string {
  return `${formatId(id)}${extended && id <= MAX_STANDARD_ID ? 'x' : ''}`;
}

/** The names of the list that are closest, as text. */
export function nearest(written: string, named: readonly { name: string }[]): string {
  return (
    nearestNames(
      written,
      named.map(({ name }) => name),
    ).join(', ') || 'none'
  );
}
