import { cutStations, endOf, startOf, type Road, type RoadEnd } from './road-network.js';

/** A car went from a place on one road to a place on another, both forward. */
export type Join = { from: { road: number; s: number }; to: { road: number; s: number } };

/** m; a join this close to a road's end is at the end */
const AT_END = 10;

/** Cuts forward roads where others join them and links the pieces; roads that nothing joins stay as they are. */
export function cutAndJoin(
  roads: readonly Road[],
  joins: readonly Join[],
): { roads: Road[]; links: [RoadEnd, RoadEnd][] } {
  const cuts = roads.map(() => new Set<number>());
  const snapped = (road: number, s: number): number => {
    const { s: stations } = roads[road]!;
    const length = stations.at(-1)!;
    if (s < AT_END) return 0;
    if (s > length - AT_END) return length;
    for (const cut of cuts[road]!) if (Math.abs(cut - s) < AT_END) return cut;
    const station = stations.findIndex((at) => at >= s);
    cuts[road]!.add(stations[station]!);
    return stations[station]!;
  };
  const places = joins.map(({ from, to }) => ({
    from: { road: from.road, s: snapped(from.road, from.s) },
    to: { road: to.road, s: snapped(to.road, to.s) },
  }));
  const pieces: Road[] = [];
  const links: [RoadEnd, RoadEnd][] = [];
  /** road → the s at which each of its pieces begins, and the piece's number */
  const begins = roads.map((road, r) => {
    const borders = [0, ...[...cuts[r]!].sort((a, b) => a - b), road.s.at(-1)!];
    return borders.slice(0, -1).map((begin, p) => {
      if (p > 0) links.push([endOf(pieces.length - 1), startOf(pieces.length)]);
      pieces.push({ name: road.name, travel: road.travel, ...cutStations(road, begin, borders[p + 1]!) });
      return { begin, end: borders[p + 1]!, piece: pieces.length - 1 };
    });
  });
  for (const { from, to } of places) {
    const left = begins[from.road]!.find(({ end }) => end >= from.s)!;
    const entered = begins[to.road]!.findLast(({ begin }) => begin <= to.s)!;
    // a join that is neither the end of the one nor the start of the other is a drive along one road
    if (left.end !== from.s || entered.begin !== to.s || left.piece === entered.piece) continue;
    const link: [RoadEnd, RoadEnd] = [endOf(left.piece), startOf(entered.piece)];
    if (!links.some(([a, b]) => a === link[0] && b === link[1])) links.push(link);
  }
  return { roads: pieces, links };
}
