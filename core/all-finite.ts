/** Whether all are finite numbers. A plain loop: `every` boxes each value, and this runs at every step. */
export function allFinite(values: ArrayLike<number>): boolean {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return false;
  return true;
}
