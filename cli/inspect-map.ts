import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { isMapFile, readMap } from '../road/map-file.js';
import { mapFigures } from '../road/map-extent.js';
import type { RoadMap } from '../road/road-map.js';
import { counted } from '../core/counted.js';
import type { Inspection } from './inspection.js';

/** Whether a file is a map file: by its name, else by how it begins. */
export async function isMap(path: string): Promise<boolean> {
  if (extname(path).toLowerCase() === '.map') return true;
  const file = await open(path).catch(() => undefined); // what is wrong with the path, its reader says
  if (!file) return false;
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return isMapFile(buffer);
  } catch {
    return false; // a folder: it opens, and can't be read
  } finally {
    await file.close();
  }
}

/** Files that maps alone are made of; CSV and JSON are other things too. */
export const isMapSource = (path: string): boolean => /\.(xodr|osm|gpx|geojson)$/i.test(path);

/** A map file: its roads, their extent, and what positions it takes. */
export async function inspectMap(path: string): Promise<Inspection> {
  const start = performance.now();
  const map = await readMap(path);
  const loadMs = performance.now() - start;
  const { text, figures } = describe(map, path);
  return { figures: { kind: 'map', ...figures, loadMs }, text: `${text}; loaded in ${loadMs.toFixed(1)} ms` };
}

/** What a map file would be made of: the same, and what of the source was left out or doubted. */
export async function inspectMapSource(path: string): Promise<Inspection> {
  const { readNetwork } = await import('../road/read-network.js');
  const { toRoadMap } = await import('../road/road-map.js');
  const network = await readNetwork([path]);
  const { remarks } = network;
  const { text, figures } = describe(toRoadMap(network), path);
  const shown = remarks.slice(0, MOST_REMARKS);
  const more = remarks.length > shown.length ? [`and ${remarks.length - shown.length} more of these (--json)`] : [];
  return { figures: { kind: 'map source', ...figures, remarks }, text: [text, ...shown, ...more].join('\n') };
}

const MOST_REMARKS = 20;
const TAKES = { geographic: 'latitude and longitude', local: 'x and y', profile: 'no positions: distance alone' };

/** Drives that are named of those that taught a map. */
const NAMED = 3;

function named(drives: readonly string[]): string {
  const rest = drives.length > NAMED ? ` and ${drives.length - NAMED} more` : '';
  return `${drives.slice(0, NAMED).join(', ')}${rest}`;
}

function describe(map: RoadMap, path: string): Inspection {
  const learnedFrom = map.learnedFrom.map(({ name }) => name);
  const figures = { path, frame: map.frame.kind, learnedFrom, ...mapFigures(map) };
  const { roads, links, segments, kilometres, sharpest, bounds } = figures;
  const corners = ([south, west, north, east]: NonNullable<typeof bounds>) =>
    `; from ${south.toFixed(5)}, ${west.toFixed(5)} to ${north.toFixed(5)}, ${east.toFixed(5)}`;
  const text = [
    `${path}: map, ${counted(roads, 'road')} of ${kilometres.toFixed(2)} km in all, ${counted(segments, 'segment')}, ${counted(links, 'link')}`,
    `takes ${TAKES[map.frame.kind]}${bounds ? corners(bounds) : ''}`,
    `sharpest curvature ${sharpest.toPrecision(3)} 1/m`,
    ...(learnedFrom.length > 0 ? [`learned from ${named(learnedFrom)}`] : []),
  ].join('\n');
  return { figures, text };
}
