/**
 * Whether all are finite numbers. A plain loop and a difference, which is NaN for those that are not: `every` and
 * `isFinite` make an object of each value, and this runs at every step.
 */
export function allFinite(values: ArrayLike<number>): boolean {
  for (let k = 0; k < values.length; k++) if (values[k]! - values[k]! !== 0) return false;
  return true;
}
