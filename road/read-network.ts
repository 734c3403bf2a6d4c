import { access, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import { readCsvTrack } from './csv-track.js';
import { networkOfGraph, networkOfWays } from './geographic-ways.js';
import { readGeoJson } from './geojson.js';
import { readGpx } from './gpx.js';
import { isSameFrame, type MapFrame } from './map-frame.js';
import { readOpenDrive } from './opendrive.js';
import { readOsm } from './osm.js';
import type { RoadEnd, RoadNetwork } from './road-network.js';
import { parseXml } from './xml.js';

const MAP_EXTENSIONS = ['.xodr', '.geojson', '.json', '.osm', '.gpx', '.xml', '.csv'];

/** Reads map sources into one network; the first's frame is that of all. */
export async function readNetwork(paths: readonly string[]): Promise<RoadNetwork> {
  let network: RoadNetwork | undefined;
  for (const path of paths) {
    const more = await readSource(path, network?.frame);
    network = network ? joinNetworks(network, more, path) : more;
  }
  if (!network) throw new InputError('expected a map, got none');
  return network;
}

async function readSource(path: string, frame: MapFrame | undefined): Promise<RoadNetwork> {
  const unreadable = (error: unknown): never => {
    throw systemFault(error, 'a map that can be read', path);
  };
  await access(path).catch(unreadable); // a file that is missing has no wrong extension
  const extension = extname(path).toLowerCase();
  if (!MAP_EXTENSIONS.includes(extension)) {
    throw new InputError(
      `expected a map (${MAP_EXTENSIONS.join(', ')}), got the extension ${extension || 'none'} (${path})`,
    );
  }
  const bytes = await readFile(path).catch(unreadable);
  const text = textOf(bytes);
  if (extension === '.csv') return readCsv(text, path, frame);
  const remarks: string[] = [];
  const remark = (said: string) => void remarks.push(said);
  const withRemarks = (network: RoadNetwork) => ({ ...network, remarks: [...remarks, ...network.remarks] });
  if (extension === '.geojson' || extension === '.json') {
    return withRemarks(networkOfWays(readGeoJson(text, path, remark), { path, kind: 'drawn', frame }));
  }
  const root = parseXml(text, path);
  if (root.name === 'OpenDRIVE') return readOpenDrive(root, path);
  if (root.name === 'gpx')
    return withRemarks(networkOfWays(readGpx(root, path, remark), { path, kind: 'trace', frame }));
  if (root.name === 'osm')
    return withRemarks(networkOfWays(readOsm(root, path, remark), { path, kind: 'drawn', frame }));
  throw new InputError(`expected OpenDRIVE, osm or gpx, got <${root.name}> (${path}:${root.line})`);
}

/** UTF-16 where the file's first two bytes say so, as some Windows programs write it; else UTF-8. */
function textOf(bytes: Buffer): string {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  return new TextDecoder(mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8').decode(bytes);
}

function readCsv(text: string, path: string, frame: MapFrame | undefined): RoadNetwork {
  const track = readCsvTrack(text, path);
  const name = 'track';
  if (track.kind === 'profile') {
    const roads = [{ name, travel: 'forward' as const, ...track.stations }];
    return { frame: { kind: 'profile' }, roads, links: [], remarks: [] };
  }
  if (track.kind === 'plane') {
    const { points } = track;
    const ways = [{ name, travel: 'forward' as const, points, keys: points.map((_, p) => `${path} ${p}`) }];
    return networkOfGraph(ways, { path, kind: 'trace', frame: { kind: 'local' } });
  }
  const places = track.places.map(({ latitude, longitude }, p) => ({ latitude, longitude, key: `${path} ${p}` }));
  return networkOfWays([{ name, travel: 'forward', places }], { path, kind: 'trace', frame });
}

function joinNetworks(a: RoadNetwork, b: RoadNetwork, path: string): RoadNetwork {
  if (!isSameFrame(a.frame, b.frame) || a.frame.kind === 'profile') {
    const got = `${b.frame.kind === a.frame.kind ? 'another' : `a ${b.frame.kind}`} frame after a ${a.frame.kind} one`;
    throw new InputError(`expected maps of one frame of coordinates, got ${got} (${path})`);
  }
  const shift = 2 * a.roads.length;
  const links = b.links.map(([from, to]): [RoadEnd, RoadEnd] => [from + shift, to + shift]);
  return {
    frame: a.frame,
    roads: a.roads.concat(b.roads),
    links: a.links.concat(links),
    remarks: a.remarks.concat(b.remarks),
  };
}
