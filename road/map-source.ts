import { distanceFrom, hasPosition } from './map-extent.js';
import { MapMatcher } from './map-matcher.js';
import { MapPreview } from './map-preview.js';
import type { RoadMap } from './road-map.js';
import type { RoadSource } from './road-source.js';

/** `route`: roads that the car is known to take; `remark` hears where its first position is nowhere near the map. */
export type MapSourceOptions = {
  route?: ReadonlySet<number> | undefined;
  remark?: ((text: string) => void) | undefined;
};

/** The curvature that the car will drive on the likeliest path over the map from where it is. */
export function mapSource(map: RoadMap, { route, remark }: MapSourceOptions = {}): RoadSource {
  const matcher = new MapMatcher(map, route);
  const preview = new MapPreview(map, route);
  let isPlaced = remark === undefined;
  return (sample, steps) => {
    if (!isPlaced && hasPosition(sample)) {
      isPlaced = true;
      const fault = distanceFrom(map, [sample]);
      if (fault !== undefined) remark!(`expected a car on the map, got ${fault}`);
    }
    return preview.from(matcher.push(sample), sample, steps);
  };
}
