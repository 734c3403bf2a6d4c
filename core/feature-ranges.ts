/** Smallest and largest value of each feature, in the features' order. */
export type FeatureRanges = readonly (readonly [min: number, max: number])[];

/** Whether any feature lies outside what training saw. */
export function isOutOfRange(features: ArrayLike<number>, ranges: FeatureRanges): boolean {
  for (let f = 0; f < ranges.length; f++) {
    const [min, max] = ranges[f]!;
    if (features[f]! < min || features[f]! > max) return true;
  }
  return false;
}
