import type { DriveRecord } from '../core/model-card.js';
import type { MapFrame } from './map-frame.js';
import { NO_LANES, TRAVELS, type RoadNetwork, type Stations } from './road-network.js';
import { buildIndex, type SegmentIndex } from './segment-index.js';

/**
 * A network laid flat, as it lies in a map file: the stations of all roads one after the other, road r's from
 * firstStation[r] to before firstStation[r + 1], and the ends that each end joins, end e's from firstLink[e] on.
 */
export type RoadMap = Stations & {
  frame: MapFrame;
  names: readonly string[];
  /** drives that it was learned from */
  learnedFrom: readonly DriveRecord[];
  firstStation: Uint32Array;
  /** index into TRAVELS */
  travel: Uint8Array;
  /** m, road r's Lanes from 4·r on */
  lanes: Float64Array;
  /** m, furthest that lanes lie from the line of their road */
  reach: number;
  firstLink: Uint32Array;
  links: Uint32Array;
  /** boxes around the pieces between a station and the next, numbered by the first of the two */
  index: SegmentIndex;
};

export function toRoadMap({ frame, roads, links, learnedFrom = [] }: RoadNetwork): RoadMap {
  const firstStation = new Uint32Array(roads.length + 1);
  roads.forEach((road, r) => (firstStation[r + 1] = firstStation[r]! + road.s.length));
  const count = firstStation[roads.length]!;
  const column = (name: keyof Stations) => {
    const all = new Float64Array(count);
    roads.forEach((road, r) => all.set(road[name], firstStation[r]));
    return all;
  };
  const stations = {
    s: column('s'),
    x: column('x'),
    y: column('y'),
    heading: column('heading'),
    curvature: column('curvature'),
  };
  const lanes = Float64Array.from(roads.flatMap((road) => road.lanes ?? NO_LANES));
  return {
    frame,
    names: roads.map(({ name }) => name),
    learnedFrom,
    firstStation,
    travel: Uint8Array.from(roads, ({ travel }) => TRAVELS.indexOf(travel)),
    lanes,
    reach: reachOf(lanes),
    ...stations,
    ...flatLinks(links, 2 * roads.length),
    index: buildIndex(stations, firstStation),
  };
}

export const reachOf = (lanes: Float64Array): number => lanes.reduce((most, edge) => Math.max(most, Math.abs(edge)), 0);

function flatLinks(pairs: RoadNetwork['links'], ends: number): { firstLink: Uint32Array; links: Uint32Array } {
  const firstLink = new Uint32Array(ends + 1);
  for (const pair of pairs) for (const end of pair) firstLink[end + 1]! += 1;
  for (let end = 0; end < ends; end++) firstLink[end + 1]! += firstLink[end]!;
  const links = new Uint32Array(2 * pairs.length);
  const next = firstLink.slice();
  for (const [a, b] of pairs) {
    links[next[a]!++] = b;
    links[next[b]!++] = a;
  }
  return { firstLink, links };
}

export const roadCount = (map: RoadMap): number => map.names.length;

/** m */
export const roadLength = ({ s, firstStation }: RoadMap, road: number): number => s[firstStation[road + 1]! - 1]!;

/** The road that a station belongs to. */
export function roadOfStation({ firstStation }: RoadMap, station: number): number {
  let low = 0;
  let high = firstStation.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firstStation[middle]! <= station) low = middle;
    else high = middle - 1;
  }
  return low;
}
