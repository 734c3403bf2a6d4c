import { InputError } from '../core/input-error.js';

/** The columns that have a side; one that a file counts positive to the right is flipped when it is read. */
export const SIDED_COLUMNS = ['curvature', 'ay', 'steering'] as const;
export type SidedColumn = (typeof SIDED_COLUMNS)[number];

/** `steering,curvature` → the columns to flip. */
export function parseRightPositive(text: string): SidedColumn[] {
  const columns = text.split(',').map((part) => {
    const column = SIDED_COLUMNS.find((known) => known === part.trim().toLowerCase());
    if (column) return column;
    throw new InputError(`expected columns of ${SIDED_COLUMNS.join(', ')}, got "${part.trim()}" (--right-positive)`);
  });
  return [...new Set(columns)];
}
