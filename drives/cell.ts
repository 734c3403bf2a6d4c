/** What a CSV field or a sheet's cell holds; a CSV field is always text. */
export type Cell = string | number | boolean | Date | undefined;

/** NaN where the cell holds no finite number. A blank is no zero, and a tick box no one. */
export function toNumber(cell: Cell): number {
  const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value : NaN;
}

/** `Valid`: 1/0 or true/false in any case; undefined where it is neither. */
export function toFlag(cell: Cell): boolean | undefined {
  const value = toNumber(cell);
  if (value === 1 || value === 0) return value === 1;
  const text = String(cell).trim().toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

/** Whether nothing was recorded: an empty cell, or the NaN and Inf that loggers write for it. */
export function isAbsent(cell: Cell): boolean {
  return isBlank(cell) || /^[+-]?(nan|inf|infinity)$/i.test(String(cell).trim());
}

export function isBlank(cell: Cell): boolean {
  return cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** For an error's "got …". */
export function showCell(cell: Cell): string {
  if (isBlank(cell)) return 'an empty cell';
  return cell instanceof Date ? 'a date' : `"${String(cell).slice(0, 40)}"`;
}
