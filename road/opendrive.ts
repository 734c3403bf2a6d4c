import { InputError } from '../core/input-error.js';
import { frameOfReference } from './geo-reference.js';
import type { MapFrame } from './map-frame.js';
import { drivenLanes } from './opendrive-lanes.js';
import { openDriveLinks } from './opendrive-links.js';
import { referenceLine } from './opendrive-road.js';
import type { Road, RoadNetwork } from './road-network.js';
import { childOf, childrenOf, numberOf, type XmlElement } from './xml.js';

/** letters of a geoReference in a remark: one in WKT has a page */
const LONGEST_SHOWN = 160;

/** Roads and links of an OpenDRIVE file (ASAM OpenDRIVE 1.4 to 1.8), by its reference lines. */
export function readOpenDrive(root: XmlElement, path: string): RoadNetwork {
  const remarks: string[] = [];
  const roads: Road[] = [];
  const numbers = new Map<string, number>();
  const kept: XmlElement[] = [];
  for (const road of childrenOf(root, 'road')) {
    const name = road.attributes.id ?? '';
    const remark = (text: string) => void remarks.push(`${path}: road ${name}: ${text}`);
    const line = referenceLine(road, remark);
    if (!line) {
      remark('no geometry that can be used, left out');
      continue;
    }
    if (numbers.has(name)) remark('another road has this id; it is the one that links mean');
    else numbers.set(name, roads.length);
    roads.push({ name, ...drivenLanes(road, remark), ...line });
    kept.push(road);
  }
  if (roads.length === 0) {
    const why = remarks[0] === undefined ? '' : `; ${remarks[0].slice(path.length + 2)}`;
    throw new InputError(`expected roads with a planView, got none that can be used${why} (${path}:${root.line})`);
  }
  const remark = (text: string) => void remarks.push(`${path}: ${text}`);
  const links = openDriveLinks(root, kept, { roads, numbers, remark });
  return { frame: frameOf(root, path, remarks), roads, links, remarks };
}

/** The file's geoReference, with its offset; x and y of their own where it names no projection that is known. */
function frameOf(root: XmlElement, path: string, remarks: string[]): MapFrame {
  const header = childOf(root, 'header');
  const text = childOf(header, 'geoReference')?.text.trim() ?? '';
  if (text === '') return { kind: 'local' };
  const frame = frameOfReference(text);
  const offset = childOf(header, 'offset');
  const [x, y, turn] = ['x', 'y', 'hdg'].map((name) => (offset && numberOf(offset, name)) || 0) as [
    number,
    number,
    number,
  ]; // as: three names, prettier-ignore
  if (frame?.kind !== 'geographic' || turn !== 0) {
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
    const got = turn === 0 ? `the projection "${shown}"` : `an offset turned by ${turn} rad`;
    remarks.push(`${path}: ${got} is not known: positions must come as x and y`);
    return { kind: 'local' };
  }
  return { ...frame, falseEasting: frame.falseEasting - x, falseNorthing: frame.falseNorthing - y };
}
