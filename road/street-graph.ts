/**
 * Polylines that share points → roads and links. Ways that go on in each other are smoothed as one line, so that a
 * bend over their border keeps its curvature; the line is then cut where other ways join it.
 */
import { smoothPolyline, type Point, type PolylineKind } from './polyline-road.js';
import { cutStations, endOf, startOf, type Road, type RoadEnd, type Stations, type Travel } from './road-network.js';

/** `keys` name the points: two ways meet where they have one key in common. */
export type Way = { name: string; travel: Travel; points: Point[]; keys: string[] };

export type StreetGraph = {
  roads: Road[];
  links: [RoadEnd, RoadEnd][];
  /** m, of each line that was smoothed */
  wavelengths: number[];
  /** ways of no length */
  leftOut: string[];
};

export function toStreetGraph(ways: readonly Way[], kind: PolylineKind): StreetGraph {
  const graph: StreetGraph = { roads: [], links: [], wavelengths: [], leftOut: [] };
  const chains = joinWays(ways);
  const crossings = sharedKeys(chains);
  const ends = new Map<string, RoadEnd[]>();
  const meet = (key: string, end: RoadEnd) => {
    const others = ends.get(key) ?? [];
    for (const other of others) graph.links.push([other, end]);
    ends.set(key, [...others, end]);
  };
  for (const chain of chains) {
    const line = smoothPolyline(chain.points, kind);
    if (!line) {
      graph.leftOut.push(chain.name);
      continue;
    }
    graph.wavelengths.push(line.wavelength);
    const cuts = cutsOf(chain, line, crossings);
    for (let c = 0; c + 1 < cuts.length; c++) {
      const road = graph.roads.length;
      const piece = cutStations(line, cuts[c]!.s, cuts[c + 1]!.s);
      graph.roads.push({ name: chain.name, travel: chain.travel, ...piece });
      meet(cuts[c]!.key, startOf(road));
      meet(cuts[c + 1]!.key, endOf(road));
    }
  }
  return graph;
}

/** Keys at which more than one way, or one way twice, has a point. */
function sharedKeys(ways: readonly Way[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { keys } of ways) {
    keys.forEach((key, k) => {
      if (key === keys[k - 1]) return;
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    });
  }
  return shared;
}

/** Ways that meet end to end, where no third one comes in, as one. */
function joinWays(ways: readonly Way[]): Way[] {
  const at = new Map<string, { way: number; first: boolean }[]>();
  const passes = new Map<string, number>();
  ways.forEach(({ keys }, way) => {
    for (const key of new Set(keys)) passes.set(key, (passes.get(key) ?? 0) + 1);
    at.set(keys[0]!, [...(at.get(keys[0]!) ?? []), { way, first: true }]);
    at.set(keys.at(-1)!, [...(at.get(keys.at(-1)!) ?? []), { way, first: false }]);
  });
  const used = new Set<number>();
  const next = (key: string, from: number): { w: number; way: Way } | undefined => {
    const here = at.get(key) ?? [];
    const other = here.find(({ way }) => way !== from);
    if (passes.get(key) !== 2 || here.length !== 2 || !other || used.has(other.way)) return undefined;
    const way = ways[other.way]!;
    return { w: other.way, way: other.first ? way : reversed(way) };
  };
  const chains: Way[] = [];
  ways.forEach((way, w) => {
    if (used.has(w)) return;
    used.add(w);
    let chain = way;
    for (let side = 0; side < 2; side++) {
      let more = next(chain.keys.at(-1)!, w);
      const parts = [chain];
      while (more?.way.travel === chain.travel) {
        used.add(more.w);
        parts.push(more.way);
        more = next(more.way.keys.at(-1)!, more.w);
      }
      chain = reversed(joined(parts));
    }
    chains.push(chain);
  });
  return chains;
}

const joined = (parts: readonly Way[]): Way => ({
  ...parts[0]!,
  points: parts.flatMap(({ points }, p) => (p > 0 ? points.slice(1) : points)),
  keys: parts.flatMap(({ keys }, p) => (p > 0 ? keys.slice(1) : keys)),
});

const OPPOSITE: Record<Travel, Travel> = { forward: 'backward', backward: 'forward', both: 'both' };

function reversed({ name, travel, points, keys }: Way): Way {
  return { name, travel: OPPOSITE[travel], points: points.toReversed(), keys: keys.toReversed() };
}

/** Where along the smoothed line the chain's crossings lie, its two ends among them, at least a metre apart. */
function cutsOf({ points, keys }: Way, line: Stations, crossings: Set<string>): { s: number; key: string }[] {
  const length = line.s.at(-1)!;
  const cuts = [{ s: 0, key: keys[0]! }];
  let near = 0;
  keys.slice(1, -1).forEach((key, k) => {
    if (!crossings.has(key)) return;
    const { x, y } = points[k + 1]!;
    near = nearestStation(line, x, y, near);
    const s = line.s[near]!;
    if (s - cuts.at(-1)!.s > 1 && length - s > 1) cuts.push({ s, key });
  });
  return [...cuts, { s: length, key: keys.at(-1)! }];
}

/** The first station from `from` on that is nearer than its next hundred; a line that crosses itself comes by again. */
function nearestStation({ x, y }: Stations, px: number, py: number, from: number): number {
  let best = from;
  let distance = Infinity;
  for (let i = from; i < x.length; i++) {
    const d = Math.hypot(x[i]! - px, y[i]! - py);
    if (d < distance) [best, distance] = [i, d];
    else if (distance < 5 && i - best > 100) break;
  }
  return best;
}
