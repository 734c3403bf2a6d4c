import type { Reason } from '../core/prediction.js';
import { distanceFrom, hasPosition } from './map-extent.js';
import { MapMatcher } from './map-matcher.js';
import { PathAhead } from './path-ahead.js';
import type { RoadMap } from './road-map.js';
import type { RoadSource } from './road-preview.js';

/** s, in which what the car drives otherwise than the road (a corner cut, a correction) fades to 1/e */
const DEPARTURE_TIME = 0.5;
/** A path ahead that is less likely than this is a guess. */
const SURE_PATH = 0.6;
/** 1/m; a car beside the line drives a tighter or a wider bend, as far as that means anything */
const LARGEST_SHIFT = 0.5;

/** `route`: roads that the car is known to take; `remark` hears where its first position is nowhere near the map. */
export type MapSourceOptions = {
  route?: ReadonlySet<number> | undefined;
  remark?: ((text: string) => void) | undefined;
};

/** The curvature of the likeliest path over the map from where the car is. */
export function mapSource(map: RoadMap, { route, remark }: MapSourceOptions = {}): RoadSource {
  const matcher = new MapMatcher(map, route);
  let isPlaced = remark === undefined;
  return (sample, steps) => {
    if (!isPlaced && hasPosition(sample)) {
      isPlaced = true;
      const fault = distanceFrom(map, [sample]);
      if (fault !== undefined) remark!(`expected a car on the map, got ${fault}`);
    }
    const { at, reasons } = matcher.push(sample);
    const furthest = steps.at(-1)!.distance;
    if (!at || Number.isNaN(furthest)) return { reasons };
    const path = new PathAhead(map, at, route);
    if (Number.isNaN(path.curvature(furthest))) return { reasons };
    const driven = (distance: number) => besides(path.curvature(distance), at.offset);
    const all: Reason[] = [...reasons, 'PREVIEW_MAP'];
    const probability = at.probability * path.probability(furthest);
    if (probability < SURE_PATH && !all.includes('ROAD_UNSURE')) all.push('ROAD_UNSURE');
    const departure = sample.valid && Number.isFinite(sample.curvature) ? sample.curvature - driven(0) : 0;
    const curvature = steps.map(
      ({ distance, time }) => driven(distance) + departure * Math.exp(-time / DEPARTURE_TIME),
    );
    return { curvature, reasons: all };
  };
}

/** The curvature of a parallel line, `offset` (m) to the left: κ/(1 − κ·offset). */
function besides(curvature: number, offset: number): number {
  const shift = Math.max(-LARGEST_SHIFT, Math.min(LARGEST_SHIFT, curvature * offset));
  return curvature / (1 - shift);
}
