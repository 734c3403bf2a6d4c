import type { GeographicWay } from './geographic-ways.js';
import { travelOf } from './geojson.js';
import { childrenOf, numberOf, type XmlElement } from './xml.js';

/** Values of `highway` on which cars drive; paths, stations and plans are others. */
const DRIVEN =
  /^(motorway|trunk|primary|secondary|tertiary)(_link)?$|^(unclassified|residential|living_street|service|road)$/;

/** Ways for cars of an OpenStreetMap file (.osm); `remark` hears what is left out. */
export function readOsm(root: XmlElement, path: string, remark: (text: string) => void): GeographicWay[] {
  const nodes = new Map<string, { latitude: number; longitude: number; key: string }>();
  for (const node of childrenOf(root, 'node')) {
    const key = node.attributes.id ?? '';
    nodes.set(key, { latitude: numberOf(node, 'lat'), longitude: numberOf(node, 'lon'), key });
  }
  let missing = 0;
  const ways: GeographicWay[] = [];
  for (const way of childrenOf(root, 'way')) {
    const tags = new Map(childrenOf(way, 'tag').map(({ attributes }) => [attributes.k, attributes.v]));
    if (!DRIVEN.test(tags.get('highway') ?? '')) continue;
    const places = childrenOf(way, 'nd').flatMap(({ attributes }) => {
      const node = nodes.get(attributes.ref ?? '');
      if (!node) missing++;
      return node ?? [];
    });
    ways.push({ name: way.attributes.id ?? '', travel: direction(tags), places, line: way.line });
  }
  if (missing > 0) remark(`${path}: ${missing} points of ways are not in the file: left out`);
  return ways;
}

/** Motorways and roundabouts are one-way where nothing else is said. */
function direction(tags: Map<string | undefined, string | undefined>) {
  const implied = tags.get('highway') === 'motorway' || tags.get('junction') === 'roundabout' ? 'yes' : undefined;
  return travelOf(tags.get('oneway') ?? implied);
}
