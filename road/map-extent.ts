import type { VehicleSample } from '../core/vehicle-sample.js';
import { toFrame, toGeographic } from './map-frame.js';
import { roadCount, type RoadMap } from './road-map.js';

/** m beyond the map's bounds; a drive of which every place is further away is a drive of somewhere else */
const ELSEWHERE = 20_000;

/** What is wrong where no place of the drive is anywhere near the map. */
export function distanceFrom(map: RoadMap, rows: readonly VehicleSample[]): string | undefined {
  if (map.frame.kind === 'profile') return undefined;
  let nearest = Infinity;
  let swapped = Infinity;
  let nameless = true;
  for (const row of rows) {
    nameless &&= !hasPosition(row);
    const place = toFrame(map.frame, row);
    if (place) nearest = Math.min(nearest, beyond(map, place));
    const turned = toFrame(map.frame, { latitude: row.longitude, longitude: row.latitude });
    if (turned) swapped = Math.min(swapped, beyond(map, turned));
    if (nearest <= ELSEWHERE) return undefined;
  }
  if (nameless) return 'one without positions (columns lat,lon or x,y)';
  const hint = swapped <= ELSEWHERE ? '; latitude and longitude swapped?' : '';
  if (nearest === Infinity) return `one whose positions can't be put on it (${map.frame.kind} frame)${hint}`;
  return `one at least ${(nearest / 1000).toFixed(0)} km away from it${hint}`;
}

export const hasPosition = ({ latitude, x }: VehicleSample): boolean => latitude !== undefined || x !== undefined;

/** m from the box around the map */
function beyond({ index }: RoadMap, { x, y }: { x: number; y: number }): number {
  return Math.hypot(Math.max(0, index.minX - x, x - index.maxX), Math.max(0, index.minY - y, y - index.maxY));
}

export type MapFigures = {
  roads: number;
  links: number;
  segments: number;
  kilometres: number;
  /** 1/m, largest */
  sharpest: number;
  /** deg of the box's corners, south-west first; absent where the map has none */
  bounds?: [south: number, west: number, north: number, east: number];
};

export function mapFigures(map: RoadMap): MapFigures {
  const { s, curvature, firstStation, index } = map;
  let metres = 0;
  for (let road = 0; road < roadCount(map); road++) metres += s[firstStation[road + 1]! - 1]!;
  const low = toGeographic(map.frame, index.minX, index.minY);
  const high = toGeographic(map.frame, index.maxX, index.maxY);
  return {
    roads: roadCount(map),
    links: map.links.length / 2,
    segments: s.length - roadCount(map),
    kilometres: metres / 1000,
    sharpest: curvature.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    ...(low && high && { bounds: [low.latitude, low.longitude, high.latitude, high.longitude] }),
  };
}
