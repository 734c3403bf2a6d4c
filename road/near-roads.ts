import { besideLanes, mayTravel, stationAt, wrapped, type Place } from './place.js';
import { roadOfStation, type RoadMap } from './road-map.js';

/**
 * A place near a position, in a direction of travel; m from it to the position: offset to the left in that direction,
 * distance in all, and outside, from the lanes that are driven in the direction.
 */
export type NearPlace = Place & { offset: number; distance: number; outside: number };

/** rad; a car on a road does not head further away from it, but where it turns */
const LARGEST_TURN = 1.2;

/**
 * The nearest place of each road, and of each passage of a road that comes by more than once, whose lanes are within
 * `radius` (m), in each direction that traffic may go there; with a `heading` (rad) only those that it fits.
 */
export function placesNear(map: RoadMap, x: number, y: number, radius: number, heading = NaN): NearPlace[] {
  const wide = radius + map.reach;
  const found = map.index.search(x - wide, y - wide, x + wide, y + wide).sort((a, b) => a - b);
  const best: NearPlace[] = [];
  let last = -2;
  for (const station of found) {
    const road = roadOfStation(map, station);
    if (station + 1 >= map.firstStation[road + 1]!) continue; // a road's last station begins nothing
    const near = footOn(map, road, station, x, y);
    const rival = best.at(-1);
    const isSamePassage = rival?.road === road && station - last <= 2;
    last = station;
    if (near.distance > wide) continue;
    if (!isSamePassage) best.push(near);
    else if (near.distance < rival.distance) best[best.length - 1] = near;
  }
  return best.flatMap((near) => directionsOf(map, near, heading)).filter(({ outside }) => outside <= radius);
}

/** The place nearest to a point on the piece behind a station, seen along rising s. */
export function footOn(map: RoadMap, road: number, station: number, px: number, py: number): NearPlace {
  const { x, y, s } = map;
  const j = station + 1;
  const [dx, dy] = [x[j]! - x[station]!, y[j]! - y[station]!];
  const squared = dx * dx + dy * dy;
  const [ax, ay] = [px - x[station]!, py - y[station]!];
  const share = squared > 0 ? Math.min(1, Math.max(0, (ax * dx + ay * dy) / squared)) : 0;
  const distance = Math.hypot(ax - share * dx, ay - share * dy);
  const side = dx * ay - dy * ax < 0 ? -1 : 1;
  return {
    road,
    direction: 1,
    s: s[station]! + share * (s[j]! - s[station]!),
    offset: side * distance,
    distance,
    outside: distance,
  };
}

function directionsOf(map: RoadMap, near: NearPlace, heading: number): NearPlace[] {
  const along = map.heading[stationAt(map, near.road, near.s)]!;
  const places: NearPlace[] = [];
  for (const direction of [1, -1] as const) {
    const turn = wrapped(heading - along - (direction === 1 ? 0 : Math.PI));
    if (Math.abs(turn) > LARGEST_TURN || !mayTravel(map, near.road, direction)) continue;
    const offset = direction * near.offset;
    places.push({ ...near, direction, offset, outside: besideLanes(map, near.road, direction, offset) });
  }
  return places;
}
