import { curvatureAt, distanceLeft, headingAt, mayTravel, wrapped, type Place } from './place.js';
import { roadLength, type RoadMap } from './road-map.js';

/** A road that traffic can go on to, entered at its start or its end, and how likely it does. */
export type Branch = { place: Place; probability: number };

/** m behind a fork, within which it is seen which way is straight on */
const FORK_LENGTH = 30;
/** rad; drivers keep straight on to within about this much */
const STRAIGHTNESS = 0.3;
/** A road on the route is so many times as likely as one that is not. */
const ROUTE_PREFERENCE = 50;

/** Where the traffic of a road goes on at its end, likeliest first: by the route, else straight on. */
export function branchesOf(map: RoadMap, place: Place, route?: ReadonlySet<number>): Branch[] {
  const { road, direction } = place;
  const end = 2 * road + (direction === 1 ? 1 : 0);
  const heading = headingAt(map, { road, direction, s: direction === 1 ? roadLength(map, road) : 0 });
  const branches: Branch[] = [];
  let sum = 0;
  for (let link = map.firstLink[end]!; link < map.firstLink[end + 1]!; link++) {
    const entered = map.links[link]!;
    const next: Place = { road: entered >> 1, direction: entered & 1 ? -1 : 1, s: 0 };
    if (!mayTravel(map, next.road, next.direction)) continue;
    const length = roadLength(map, next.road);
    if (next.direction === -1) next.s = length;
    const look = Math.min(FORK_LENGTH, length);
    const turn = wrapped(headingAt(map, { ...next, s: next.direction === 1 ? look : length - look }) - heading);
    const preference = route?.has(next.road) ? ROUTE_PREFERENCE : 1;
    const probability = preference * Math.exp(-0.5 * Math.min(9, Math.abs(turn) / STRAIGHTNESS) ** 2);
    branches.push({ place: next, probability });
    sum += probability;
  }
  for (const branch of branches) branch.probability /= sum;
  return branches.sort((a, b) => b.probability - a.probability);
}

/** More roads than this in one preview are a circle of roads of no length. */
const MOST_ROADS = 64;

/**
 * Curvature (1/m, left positive) at rising distances (m) from a place along the likeliest path, and that path's
 * probability; fewer curvatures where the map ends before.
 */
export function curvatureAlong(
  map: RoadMap,
  from: Place,
  distances: readonly number[],
  route?: ReadonlySet<number>,
): { curvature: number[]; probability: number } {
  let place = from;
  let left = distanceLeft(map, place);
  let begun = 0;
  let probability = 1;
  let roads = 0;
  const curvature: number[] = [];
  for (const distance of distances) {
    while (distance - begun > left) {
      const best = branchesOf(map, place, route)[0];
      if (!best || ++roads > MOST_ROADS) return { curvature, probability };
      probability *= best.probability;
      begun += left;
      place = best.place;
      left = distanceLeft(map, place);
    }
    const s = place.s + place.direction * (distance - begun);
    curvature.push(curvatureAt(map, { road: place.road, direction: place.direction, s }));
  }
  return { curvature, probability };
}
