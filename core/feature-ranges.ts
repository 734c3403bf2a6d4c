/** Smallest and largest value of each feature, in the features' order. */
export type FeatureRanges = readonly (readonly [min: number, max: number])[];

/** Share of a range by which a value may lie outside: what a conversion of units rounds. */
const ROUNDING = 1e-6;

/** A range with what a conversion of units rounds on either side. */
export function tolerated([min, max]: readonly [min: number, max: number]): [lowest: number, highest: number] {
  const rounding = ROUNDING * (max - min);
  return [min - rounding, max + rounding];
}

/** Whether any feature lies outside what training saw. */
export function isOutOfRange(features: ArrayLike<number>, ranges: FeatureRanges): boolean {
  for (let f = 0; f < ranges.length; f++) {
    const range = ranges[f]!;
    const min = range[0];
    const max = range[1];
    const rounding = ROUNDING * (max - min); // as `tolerated`, without a list at each step
    if (features[f]! < min - rounding || features[f]! > max + rounding) return true;
  }
  return false;
}
