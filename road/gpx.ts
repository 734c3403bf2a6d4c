import type { GeographicWay } from './geographic-ways.js';
import { childrenOf, numberOf, type XmlElement } from './xml.js';

/** Track segments of a GPX file (GPX 1.1), driven as they were recorded; routes, which are planned, where it has none. */
export function readGpx(root: XmlElement, path: string, remark: (text: string) => void): GeographicWay[] {
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
  const routes = childrenOf(root, 'rte');
  if (!ways.some(({ places }) => places.length > 1)) for (const route of routes) add(route, 'rtept');
  else if (routes.length > 0) remark(`${path}: ${routes.length} planned beside what was driven (<rte>) left out`);
  return ways;
}
