import { counted } from '../core/counted.js';
import { endOf, startOf, type Road, type RoadEnd } from './road-network.js';
import { childOf, childrenOf, type XmlElement } from './xml.js';

/** m between two ends that are linked; lanes lie beside their lines, and a file's links may be wrong */
const LARGEST_GAP = 50;

type Known = {
  roads: readonly Road[];
  /** a road's id → its number */
  numbers: ReadonlyMap<string, number>;
  remark: (text: string) => void;
};

/** Ends that join: a road's predecessor and successor, and a junction's connections. `elements` are those of `roads`. */
export function openDriveLinks(
  root: XmlElement,
  elements: readonly XmlElement[],
  { roads, numbers, remark }: Known,
): [RoadEnd, RoadEnd][] {
  const links = new Map<string, [RoadEnd, RoadEnd]>();
  const add = (from: RoadEnd, to: RoadEnd | undefined) => {
    if (to !== undefined && from !== to) links.set(`${Math.min(from, to)} ${Math.max(from, to)}`, [from, to]);
  };
  /** junction's id and road → the ends of the road that lie at the junction */
  const atJunction = new Map<string, RoadEnd[]>();
  let intoMiddle = 0;
  elements.forEach((element, road) => {
    if (numbers.get(element.attributes.id ?? '') !== road) return;
    const link = childOf(element, 'link');
    for (const [side, end] of [
      ['predecessor', startOf(road)],
      ['successor', endOf(road)],
    ] as const) {
      // prettier-ignore
      const { elementId = '', contactPoint, elementS, ...more } = childOf(link, side)?.attributes ?? {};
      const type = more.elementType ?? (contactPoint === undefined ? undefined : 'road'); // some leave it out
      if (type === 'road' && contactPoint === undefined && elementS !== undefined) intoMiddle++;
      else if (type === 'road') add(end, endAt(numbers.get(elementId), contactPoint));
      else if (type === 'junction') {
        const key = `${elementId} ${element.attributes.id}`;
        atJunction.set(key, [...(atJunction.get(key) ?? []), end]);
      }
    }
  });
  for (const junction of childrenOf(root, 'junction')) {
    for (const { attributes } of childrenOf(junction, 'connection')) {
      const { incomingRoad = '', connectingRoad, linkedRoad, contactPoint } = attributes; // linkedRoad: direct junctions
      const to = endAt(numbers.get(connectingRoad ?? linkedRoad ?? ''), contactPoint);
      for (const from of atJunction.get(`${junction.attributes.id} ${incomingRoad}`) ?? []) add(from, to);
    }
  }
  if (intoMiddle > 0) remark(`${counted(intoMiddle, 'link')} into the middle of a road (virtual junctions) left out`);
  return [...links.values()].filter(([from, to]) => {
    const gap = gapBetween(roads, from, to);
    if (gap <= LARGEST_GAP) return true;
    remark(`road ${told(roads, from)} and road ${told(roads, to)} are ${gap.toFixed(0)} m apart: link left out`);
    return false;
  });
}

function endAt(road: number | undefined, contactPoint: string | undefined): RoadEnd | undefined {
  if (road === undefined) return undefined;
  return contactPoint === 'end' ? endOf(road) : startOf(road);
}

const told = (roads: readonly Road[], end: RoadEnd): string =>
  `${roads[end >> 1]!.name}'s ${end & 1 ? 'end' : 'start'}`;

function gapBetween(roads: readonly Road[], from: RoadEnd, to: RoadEnd): number {
  const [a, b] = [from, to].map((end) => {
    const { x, y } = roads[end >> 1]!;
    return end & 1 ? { x: x.at(-1)!, y: y.at(-1)! } : { x: x[0]!, y: y[0]! };
  }) as [{ x: number; y: number }, { x: number; y: number }]; // as: two ends
  return Math.hypot(a.x - b.x, a.y - b.y);
}
