import { roadLength, type RoadMap } from './road-map.js';
import { TRAVELS } from './road-network.js';

/** A place on a map in a direction: 1 along rising s, −1 against it. */
export type Place = { road: number; direction: 1 | -1; s: number };

/** Whether traffic goes this way. */
export function mayTravel({ travel }: RoadMap, road: number, direction: 1 | -1): boolean {
  const way = TRAVELS[travel[road]!]!;
  return way === 'both' || (way === 'forward') === (direction === 1);
}

/** The last station of the road at or before s, never its very last; of two at one s the later. */
export function stationAt({ s: stations, firstStation }: RoadMap, road: number, s: number): number {
  let low = firstStation[road]!;
  let high = Math.max(low, firstStation[road + 1]! - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (stations[middle]! <= s) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The same, found from a station `near` it on its road, in fewer steps where that is true. */
export function stationNear({ s: stations, firstStation }: RoadMap, road: number, s: number, near: number): number {
  const last = Math.max(firstStation[road]!, firstStation[road + 1]! - 2);
  let station = near;
  while (station < last && stations[station + 1]! <= s) station++;
  while (station > firstStation[road]! && stations[station]! > s) station--;
  return station;
}

/** How far between a station and the next, 0 … 1. */
function shareOf({ s: stations }: RoadMap, station: number, s: number): number {
  const from = stations[station]!;
  const length = stations[station + 1]! - from;
  return length > 0 ? Math.min(1, Math.max(0, (s - from) / length)) : 0;
}

/** 1/m, left positive for somebody who drives in the direction. */
export function curvatureAt(map: RoadMap, { road, direction, s }: Place): number {
  return direction * curvatureFrom(map, stationAt(map, road, s), s);
}

/** 1/m, of who drives along rising s, at s from its station on. */
export function curvatureFrom(map: RoadMap, station: number, s: number): number {
  const from = map.curvature[station]!;
  return from + shareOf(map, station, s) * (map.curvature[station + 1]! - from);
}

/** rad, of somebody who drives in the direction; not wrapped. */
export function headingAt(map: RoadMap, { road, direction, s }: Place): number {
  const station = stationAt(map, road, s);
  const share = shareOf(map, station, s);
  const from = map.heading[station]!;
  return from + share * (map.heading[station + 1]! - from) + (direction === 1 ? 0 : Math.PI);
}

export function pointAt(map: RoadMap, { road, s }: Place): { x: number; y: number } {
  const i = stationAt(map, road, s);
  const share = shareOf(map, i, s);
  return { x: map.x[i]! + share * (map.x[i + 1]! - map.x[i]!), y: map.y[i]! + share * (map.y[i + 1]! - map.y[i]!) };
}

/** m beyond the lanes that are driven in the direction, of a place `offset` m to the left of the line in the direction. */
export function besideLanes({ lanes }: RoadMap, road: number, direction: 1 | -1, offset: number): number {
  const first = 4 * road + (direction === 1 ? 0 : 2);
  const left = direction * offset;
  return Math.max(0, lanes[first]! - left, left - lanes[first + 1]!);
}

/** m that are left of the road in the direction of driving */
export const distanceLeft = (map: RoadMap, { road, direction, s }: Place): number =>
  direction === 1 ? roadLength(map, road) - s : s;

/** The angle as one of −π … π. */
export const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
