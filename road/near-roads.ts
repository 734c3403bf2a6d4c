import { besideLanes, mayTravel, stationAt, wrapped, type Place } from './place.js';
import { roadOfStation, type RoadMap } from './road-map.js';

/**
 * The place of a line that is nearest to a position; m from it to the position: offset to the left in its direction,
 * beyond the end of the line where it lies there, and distance in all.
 */
type Foot = Place & { offset: number; beyond: number; distance: number };

/** The same in a direction of travel, and how far (m) the position is outside the lanes that are driven there. */
export type NearPlace = Foot & { outside: number };

/** rad; a car on a road does not head further away from it, but where it turns */
const LARGEST_TURN = 1.2;

/**
 * The nearest place of each road, and of each passage of a road that comes by more than once, whose lanes are within
 * `radius` (m), in each direction that traffic may go there; with a `heading` (rad) only those that it fits.
 */
export function placesNear(map: RoadMap, x: number, y: number, radius: number, heading = NaN): NearPlace[] {
  const wide = radius + map.reach;
  const found = map.index.search(x - wide, y - wide, x + wide, y + wide).sort((a, b) => a - b);
  const best: Foot[] = [];
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
function footOn(map: RoadMap, road: number, station: number, px: number, py: number): Foot {
  const { x, y, s } = map;
  const j = station + 1;
  const [dx, dy] = [x[j]! - x[station]!, y[j]! - y[station]!];
  const squared = dx * dx + dy * dy;
  const [ax, ay] = [px - x[station]!, py - y[station]!];
  const along = squared > 0 ? (ax * dx + ay * dy) / squared : 0;
  const share = Math.min(1, Math.max(0, along));
  const distance = Math.hypot(ax - share * dx, ay - share * dy);
  const length = Math.sqrt(squared);
  return {
    road,
    direction: 1,
    s: s[station]! + share * (s[j]! - s[station]!),
    offset: length > 0 ? (dx * ay - dy * ax) / length : distance,
    beyond: Math.abs(along - share) * length,
    distance,
  };
}

function directionsOf(map: RoadMap, near: Foot, heading: number): NearPlace[] {
  const along = map.heading[stationAt(map, near.road, near.s)]!;
  const places: NearPlace[] = [];
  for (const direction of [1, -1] as const) {
    const turn = wrapped(heading - along - (direction === 1 ? 0 : Math.PI));
    if (Math.abs(turn) > LARGEST_TURN || !mayTravel(map, near.road, direction)) continue;
    const offset = direction * near.offset;
    const outside = Math.hypot(besideLanes(map, near.road, direction, offset), near.beyond);
    places.push({ ...near, direction, offset, outside });
  }
  return places;
}
