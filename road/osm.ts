import { counted } from '../core/counted.js';
import type { GeographicWay } from './geographic-ways.js';
import { isDriven, travelOf } from './osm-tags.js';
import { childrenOf, numberOf, type XmlElement } from './xml.js';

type Node = { latitude: number; longitude: number; key: string };

/** Ways for cars of an OpenStreetMap file (.osm); `remark` hears what is left out. */
export function readOsm(root: XmlElement, path: string, remark: (text: string) => void): GeographicWay[] {
  const nodes = new Map<string, Node>();
  for (const element of childrenOf(root, 'node').filter(isThere)) {
    const node = nodeOf(element, 'id');
    if (node) nodes.set(node.key, node);
  }
  let missing = 0;
  const ways: GeographicWay[] = [];
  for (const way of childrenOf(root, 'way').filter(isThere)) {
    const tags: Record<string, string | undefined> = {};
    for (const { attributes } of childrenOf(way, 'tag')) tags[attributes.k ?? ''] = attributes.v;
    if (!isDriven(tags)) continue;
    const places = childrenOf(way, 'nd').flatMap((reference) => {
      // some answers of Overpass have the place with the reference, and no nodes
      const node = nodes.get(reference.attributes.ref ?? '') ?? nodeOf(reference, 'ref');
      if (!node) missing++;
      return node ?? [];
    });
    ways.push({ name: way.attributes.id ?? '', travel: travelOf(tags), places, line: way.line });
  }
  if (missing > 0) remark(`${path}: ${counted(missing, 'point')} of ways not in the file: left out`);
  return ways;
}

/** Histories and editors keep what was deleted. */
const isThere = ({ attributes }: XmlElement): boolean =>
  attributes.visible !== 'false' && attributes.action !== 'delete';

/** Nothing where it has no place. */
function nodeOf(element: XmlElement, id: string): Node | undefined {
  const [latitude, longitude] = [numberOf(element, 'lat'), numberOf(element, 'lon')];
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return undefined;
  return { latitude, longitude, key: element.attributes[id] ?? '' };
}
