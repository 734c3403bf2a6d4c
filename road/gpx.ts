import type { GeographicWay } from './geographic-ways.js';
import { childrenOf, numberOf, type XmlElement } from './xml.js';

/** Track segments and routes of a GPX file (GPX 1.1), driven as they were recorded. */
export function readGpx(root: XmlElement): GeographicWay[] {
  const ways: GeographicWay[] = [];
  const add = (line: XmlElement, point: string) => {
    const places = childrenOf(line, point).map((p) => ({
      latitude: numberOf(p, 'lat'),
      longitude: numberOf(p, 'lon'),
    }));
    ways.push({
      name: `track ${ways.length + 1}`,
      travel: 'forward',
      places: places.map((place, p) => ({ ...place, key: `${ways.length} ${p}` })),
      line: line.line,
    });
  };
  for (const track of childrenOf(root, 'trk')) for (const segment of childrenOf(track, 'trkseg')) add(segment, 'trkpt');
  for (const route of childrenOf(root, 'rte')) add(route, 'rtept');
  return ways;
}
