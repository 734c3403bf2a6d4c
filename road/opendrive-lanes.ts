import { NO_LANES, type Lanes, type Travel } from './road-network.js';
import type { Remark } from './plan-view.js';
import { childOf, childrenOf, numberOf, type XmlElement } from './xml.js';

/** Lanes that cars drive on: where they lead, and where they lie. */
type DrivenLanes = { travel: Travel; lanes: Lanes };

/** m to the left of the reference line */
type Span = { right: number; left: number };

/**
 * Those to the right of the reference line (negative ids) lead along s, those to the left against it; with rule LHT, or
 * where the lane itself says so, the other way round. Both ways where no such lane is told. They lie where they do at
 * the ends of the lane sections, taken together; where that is further off than lanes can be, `remark` hears it and the
 * line is all that is known.
 */
export function drivenLanes(road: XmlElement, remark: Remark): DrivenLanes {
  const lanes = childOf(road, 'lanes');
  const offsets = childrenOf(lanes, 'laneOffset');
  const sections = childrenOf(lanes, 'laneSection');
  const isLeftHand = road.attributes.rule === 'LHT';
  let along: Span | undefined;
  let against: Span | undefined;
  sections.forEach((section, k) => {
    const begin = numberOf(section, 's') || 0;
    const end = numberOf(sections[k + 1] ?? road, k + 1 < sections.length ? 's' : 'length');
    for (const side of ['right', 'left'] as const) {
      const found = childrenOf(childOf(section, side), 'lane');
      for (const s of end > begin ? [begin, end - END] : [begin]) {
        const at = {
          s: s - begin,
          zero: valueOf(offsets, 's', s),
          sign: side === 'left' ? (1 as const) : (-1 as const),
        };
        for (const { lane, ...span } of spansOf(found, at)) {
          const ways = waysOf(lane, (side === 'right') !== isLeftHand);
          if (ways !== 'backward') along = together(along, span);
          if (ways !== 'forward') against = together(against, span);
        }
      }
    }
  });
  const travel = !along === !against ? 'both' : along ? 'forward' : 'backward';
  const spans = [along, against].flatMap((span) => [span?.right ?? 0, span?.left ?? 0]) as [
    number,
    number,
    number,
    number,
  ]; // as: two of each
  const furthest = Math.max(...spans.map(Math.abs)); // NaN where one is
  if (furthest <= FURTHEST) return { travel, lanes: spans };
  remark(`lanes as far as ${furthest} m from the line left out`);
  return { travel, lanes: NO_LANES };
}

/** m; a place is looked for on every road within the furthest lanes of all, so that one wrong width slows each match */
const FURTHEST = 100;

/** m before the end of a section, where its lanes are still its own */
const END = 1e-3;

const NOT_FOR_CARS =
  /^(shoulder|border|sidewalk|walking|curb|biking|median|none|parking|restricted|rail|tram|stop|special\w*|HOV)$/i;

/** Those that cars drive on, from the innermost outwards. */
function spansOf(lanes: XmlElement[], { s, zero, sign }: { s: number; zero: number; sign: 1 | -1 }) {
  let edge = zero;
  const outwards = [...lanes].sort((a, b) => Math.abs(numberOf(a, 'id')) - Math.abs(numberOf(b, 'id')));
  const spans = outwards.map((lane) => {
    const inner = edge;
    const widths = childrenOf(lane, 'width');
    const borders = childrenOf(lane, 'border');
    // where both are there, the width counts (ASAM OpenDRIVE 1.8, 11.6.1)
    if (widths.length > 0) edge += sign * valueOf(widths, 'sOffset', s);
    else if (borders.length > 0) edge = zero + valueOf(borders, 'sOffset', s);
    return { lane, right: Math.min(inner, edge), left: Math.max(inner, edge) };
  });
  return spans.filter(({ lane }) => !NOT_FOR_CARS.test(lane.attributes.type ?? 'driving'));
}

/** By its side, unless its `direction` (since 1.8) or what RoadRunner writes with it says otherwise. */
function waysOf(lane: XmlElement, isAlong: boolean): Travel {
  const { direction } = lane.attributes;
  const { travelDir } = childOf(childOf(lane, 'userData'), 'vectorLane')?.attributes ?? {};
  if (direction === 'both' || (direction === undefined && travelDir === 'bidirectional')) return 'both';
  if (direction === undefined && (travelDir === 'forward' || travelDir === 'backward')) return travelDir;
  return isAlong === (direction !== 'reversed') ? 'forward' : 'backward';
}

const together = (a: Span | undefined, { right, left }: Span): Span =>
  a ? { right: Math.min(a.right, right), left: Math.max(a.left, left) } : { right, left };

/** Of cubics that each hold from their `start` on, the value at s; 0 where none holds. */
function valueOf(cubics: XmlElement[], start: 's' | 'sOffset', s: number): number {
  const cubic = cubics.findLast((one) => (numberOf(one, start) || 0) <= s);
  if (!cubic) return 0;
  const t = s - (numberOf(cubic, start) || 0);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => numberOf(cubic, name) || 0) as [
    number,
    number,
    number,
    number,
  ]; // as: four names
  return a + t * (b + t * (c + t * d));
}
