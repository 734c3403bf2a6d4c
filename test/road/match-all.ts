import type { VehicleSample } from '../../core/vehicle-sample.js';
import { MapMatcher, type Match } from '../../road/map-matcher.js';
import type { RoadMap } from '../../road/road-map.js';

/** Where each row is on the map, one after the other. */
export const matchAll = (map: RoadMap, rows: readonly VehicleSample[], route?: ReadonlySet<number>): Match[] => {
  const matcher = new MapMatcher(map, route);
  return rows.map((row) => {
    const { at, reasons } = matcher.push(row);
    return { at: at && { ...at }, reasons };
  });
};
