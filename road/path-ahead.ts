import {
  curvatureAt,
  curvatureFrom,
  distanceLeft,
  headingAt,
  mayTravel,
  stationAt,
  stationNear,
  wrapped,
  type Place,
} from './place.js';
import { roadLength, type RoadMap } from './road-map.js';

/** A road that traffic can go on to, entered at its start or its end, and how likely it does. */
export type Branch = { place: Place; probability: number };

/** m behind a fork, within which it is seen which way is straight on */
const FORK_LENGTH = 30;
/** rad; drivers keep straight on to within about this much */
const STRAIGHTNESS = 0.3;
/** Of turns, beside one who goes straight on, where the car is slow enough to take them; and rad, of no U-turn. */
const TURN_SHARE = 0.8;
const LARGEST_TURN = 2.4;
/** m/s²: lateral acceleration that drivers turn with, its spread, and what they brake with before */
const TURNING = 4;
const TURNING_SPREAD = 1;
const BRAKING = 3;
/** of a turn that the car is far too fast for */
const LEAST = 1e-4;
/** places at which it is looked how sharp a way is */
const LOOKS = 6;
/** How sure it is that a car keeps to its route. */
const KEEPS_ROUTE = 0.98;

/** What is known of the car: the roads that it takes, and its speed (m/s) `distance` m before the fork. */
export type Forecast = { route?: ReadonlySet<number> | undefined; vEgo?: number; distance?: number };

/**
 * Where the traffic of a road goes on at its end, likeliest first: by the route, else straight on. A car that is slow
 * enough for a turn may take it.
 */
export function branchesOf(map: RoadMap, place: Place, { route, vEgo = NaN, distance = 0 }: Forecast = {}): Branch[] {
  const { road, direction } = place;
  const end = 2 * road + (direction === 1 ? 1 : 0);
  const heading = headingAt(map, { road, direction, s: direction === 1 ? roadLength(map, road) : 0 });
  const branches: Branch[] = [];
  let onRoute = 0;
  let offRoute = 0;
  for (let link = map.firstLink[end]!; link < map.firstLink[end + 1]!; link++) {
    const entered = map.links[link]!;
    const next: Place = { road: entered >> 1, direction: entered & 1 ? -1 : 1, s: 0 };
    if (!mayTravel(map, next.road, next.direction)) continue;
    const length = roadLength(map, next.road);
    if (next.direction === -1) next.s = length;
    const look = Math.min(FORK_LENGTH, length);
    const turn = wrapped(headingAt(map, { ...next, s: next.direction === 1 ? look : length - look }) - heading);
    let probability = Math.exp(-0.5 * Math.min(9, Math.abs(turn) / STRAIGHTNESS) ** 2);
    if (vEgo >= 0) {
      if (Math.abs(turn) < LARGEST_TURN) probability += (1 - probability) * TURN_SHARE;
      const squared = Math.max(0, vEgo * vEgo - 2 * BRAKING * distance);
      const excess = Math.max(0, squared * sharpest(map, next, look) - TURNING) / TURNING_SPREAD;
      probability *= Math.max(LEAST, Math.exp(-0.5 * excess ** 2));
    }
    branches.push({ place: next, probability });
    if (route?.has(next.road)) onRoute += probability;
    else offRoute += probability;
  }
  for (const branch of branches)
    branch.probability *= share(
      route?.has(branch.place.road) ? [onRoute, offRoute, KEEPS_ROUTE] : [offRoute, onRoute, 1 - KEEPS_ROUTE],
    );
  return branches.sort((a, b) => b.probability - a.probability);
}

/** 1/m, within `look` m from where a road is entered. */
function sharpest(map: RoadMap, { road, direction, s }: Place, look: number): number {
  let most = 0;
  for (let k = 1; k <= LOOKS; k++) {
    const at = { road, direction, s: s + (direction * k * look) / LOOKS };
    most = Math.max(most, Math.abs(curvatureAt(map, at)));
  }
  return most;
}

/** What brings the weights `own` to their share of one, all of it where there are no others. */
const share = ([own, others, kept]: [number, number, number]): number => (others > 0 ? kept : 1) / own;

/** More roads than this in one preview are a circle of roads of no length. */
const MOST_ROADS = 64;

/** A road of the path: entered at `place`, `begin` m from its start; `station` is where it was last looked at. */
type Piece = { place: Place; begin: number; end: number; probability: number; station: number };

/** The likeliest path from a place on, found as far as it is asked for. */
export class PathAhead {
  readonly #map: RoadMap;
  readonly #route: ReadonlySet<number> | undefined;
  readonly #vEgo: number;
  readonly #pieces: Piece[];

  constructor(map: RoadMap, from: Place, { route, vEgo = NaN }: Forecast = {}) {
    this.#map = map;
    this.#route = route;
    this.#vEgo = vEgo;
    const station = stationAt(map, from.road, from.s);
    this.#pieces = [{ place: from, begin: 0, end: distanceLeft(map, from), probability: 1, station }];
  }

  /** 1/m, left positive, `distance` m ahead; behind the start as far as its own road goes. NaN beyond the map's end. */
  curvature(distance: number): number {
    const piece = this.#pieceAt(distance);
    if (!piece) return NaN;
    const { road, direction, s: entered } = piece.place;
    const s = entered + direction * (distance - piece.begin);
    piece.station = stationNear(this.#map, road, s, piece.station);
    return direction * curvatureFrom(this.#map, piece.station, s);
  }

  /** Of the forks up to `distance` m ahead being taken as the path has them. */
  probability(distance: number): number {
    return this.#pieceAt(distance)?.probability ?? 0;
  }

  #pieceAt(distance: number): Piece | undefined {
    for (let p = 0; p < MOST_ROADS; p++) {
      const piece = this.#pieces[p] ?? this.#extend();
      if (!piece) return undefined;
      if (distance <= piece.end) return piece;
    }
    return undefined;
  }

  #extend(): Piece | undefined {
    const last = this.#pieces.at(-1)!;
    const forecast = { route: this.#route, vEgo: this.#vEgo, distance: last.end };
    const best = branchesOf(this.#map, last.place, forecast)[0];
    if (!best) return undefined;
    const { road, s } = best.place;
    const piece: Piece = {
      place: best.place,
      begin: last.end,
      end: last.end + distanceLeft(this.#map, best.place),
      probability: last.probability * best.probability,
      station: stationAt(this.#map, road, s),
    };
    this.#pieces.push(piece);
    return piece;
  }
}
