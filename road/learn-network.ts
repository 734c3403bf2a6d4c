import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { cutAndJoin, type Join } from './cut-and-join.js';
import { drivenLines } from './driven-line.js';
import { checkOnEarth, frameAt, isNoFix, type MapFrame } from './map-frame.js';
import { placesNear, type NearPlace } from './near-roads.js';
import { headingAt, wrapped } from './place.js';
import { toRoadMap, type RoadMap } from './road-map.js';
import type { Road, RoadNetwork, Stations } from './road-network.js';

type RecordedDrive = { name: string; rows: readonly VehicleSample[] };

/** m beside a known road, within which a pass is one more of it; further than a lane, as positions drift */
const SAME_ROAD = 8;
/** rad; what turns away from a road is another */
const SAME_HEADING = 0.5;
/** m; a shorter piece beside known roads is noise of the positions */
const SHORTEST_ROAD = 30;

/** How often each station of a road was driven. */
type LearntRoad = Road & { passes: Uint32Array };

/** Roads as they were driven, each direction its own; further passes over one are averaged into it. */
export function learnNetwork(drives: readonly RecordedDrive[]): RoadNetwork {
  const frame = frameOf(drives);
  const roads: LearntRoad[] = [];
  const joins: Join[] = [];
  const remarks: string[] = [];
  for (const { name, rows } of drives) {
    const lines = drivenLines(rows, frame);
    if (lines.length === 0) remarks.push(`${name}: no road of 50 m or more with positions and curvature, left out`);
    for (const line of lines) learnLine(line, name, { frame, roads, joins });
  }
  if (roads.length === 0) throw new InputError('expected drives with positions and 50 m of road, got none');
  return { frame, ...cutAndJoin(roads, joins), remarks };
}

function frameOf(drives: readonly RecordedDrive[]): MapFrame {
  for (const { name, rows } of drives) {
    const row = rows.find(({ latitude, longitude, x, y }) =>
      latitude !== undefined && longitude !== undefined
        ? !isNoFix(latitude, longitude)
        : x !== undefined && y !== undefined,
    );
    if (!row) continue;
    const { latitude, longitude } = row;
    if (latitude === undefined || longitude === undefined) return { kind: 'local' };
    checkOnEarth(latitude, longitude, name);
    return frameAt(latitude, longitude);
  }
  const unfixed = drives.find(({ rows }) =>
    rows.some(({ latitude, longitude }) => latitude !== undefined && longitude !== undefined),
  );
  if (unfixed)
    throw new InputError(
      `expected drives with positions, got latitudes and longitudes of 0 alone, which is no fix (${unfixed.name})`,
    );
  throw new InputError(
    'expected drives with positions (columns lat,lon or x,y; --columns where they have other titles), got none',
  );
}

type Learnt = { frame: MapFrame; roads: LearntRoad[]; joins: Join[] };
/** A piece of a line: on one known road, or on none. */
type Stretch = { road?: number | undefined; first: number; last: number; from?: number; to?: number };

function learnLine(line: Stations, name: string, learnt: Learnt): void {
  const { frame, roads, joins } = learnt;
  const map = roads.length > 0 ? toRoadMap({ frame, roads, links: [], remarks: [] }) : undefined;
  let before: { road: number; s: number } | undefined;
  for (const stretch of stretchesOf(line, map)) {
    const { first, last } = stretch;
    let { road, from = 0, to = 0 } = stretch;
    if (road === undefined) {
      if (line.s[last]! - line.s[first]! < SHORTEST_ROAD) continue;
      road = roads.length;
      roads.push(newRoad(line, first, last, name));
      [from, to] = [0, line.s[last]! - line.s[first]!];
    } else average(roads[road]!, line, first, last);
    if (before) joins.push({ from: before, to: { road, s: from } });
    before = { road, s: to };
  }
}

function newRoad(line: Stations, first: number, last: number, name: string): LearntRoad {
  const piece = (column: Float64Array) => column.slice(first, last + 1);
  const begin = line.s[first]!;
  return {
    name,
    travel: 'forward',
    s: piece(line.s).map((s) => s - begin),
    x: piece(line.x),
    y: piece(line.y),
    heading: piece(line.heading),
    curvature: piece(line.curvature),
    passes: new Uint32Array(last - first + 1).fill(1),
  };
}

/** Cuts a line where it comes to a known road or leaves it. */
function stretchesOf(line: Stations, map: RoadMap | undefined): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = 0; i < line.s.length; i++) {
    const near = map && nearest(map, line, i, stretches.at(-1));
    const current = stretches.at(-1);
    const goesOn = current && current.road === near?.road && (!near || near.s >= current.to! - SAME_ROAD);
    if (goesOn) {
      current.last = i;
      if (near) current.to = Math.max(current.to!, near.s);
    } else stretches.push({ road: near?.road, first: i, last: i, ...(near && { from: near.s, to: near.s }) });
  }
  return stretches;
}

/** The road that the line was on, where that is as near as any. */
function nearest(map: RoadMap, line: Stations, i: number, current: Stretch | undefined): NearPlace | undefined {
  const heading = line.heading[i]!;
  const places = placesNear(map, line.x[i]!, line.y[i]!, SAME_ROAD, heading).filter(
    (place) => Math.abs(wrapped(heading - headingAt(map, place))) < SAME_HEADING,
  );
  const own = places.find(({ road, s }) => road === current?.road && s >= current.to! - SAME_ROAD);
  return own ?? places.sort((a, b) => a.distance - b.distance)[0];
}

/** Draws each station of the road that the piece of the line passes a share towards it. */
function average(road: LearntRoad, line: Stations, first: number, last: number): void {
  let k = first;
  for (let i = 0; i < road.s.length; i++) {
    const [cos, sin] = [Math.cos(road.heading[i]!), Math.sin(road.heading[i]!)];
    const along = (at: number) => (line.x[at]! - road.x[i]!) * cos + (line.y[at]! - road.y[i]!) * sin;
    const isFar = (at: number) => Math.hypot(line.x[at]! - road.x[i]!, line.y[at]! - road.y[i]!) > 2 * SAME_ROAD;
    while (k + 1 < last && (isFar(k) ? nearer(road, line, i, k) : along(k + 1) < 0)) k++;
    const [a, b] = [along(k), along(k + 1)];
    if (isFar(k) || !(a <= 0 && b > 0)) continue;
    const share = a / (a - b);
    const mean = (column: 'x' | 'y' | 'curvature') =>
      line[column][k]! + share * (line[column][k + 1]! - line[column][k]!);
    const weight = 1 / (road.passes[i]! + 1);
    for (const column of ['x', 'y', 'curvature'] as const)
      road[column][i]! += weight * (mean(column) - road[column][i]!);
    road.passes[i]! += 1;
  }
}

/** Whether the line's next station is nearer to the road's station i than its station k. */
function nearer(road: Road, line: Stations, i: number, k: number): boolean {
  const distance = (at: number) => Math.hypot(line.x[at]! - road.x[i]!, line.y[at]! - road.y[i]!);
  return distance(k + 1) < distance(k);
}
