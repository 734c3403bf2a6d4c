import { open } from 'node:fs/promises';
import { isMapFile, readMap } from '../road/map-file.js';
import { mapFigures } from '../road/map-extent.js';
import type { Inspection } from './inspection.js';

/** Whether a file begins as map files do; one that can't be read does not. */
export async function isMap(path: string): Promise<boolean> {
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

/** A map file: its roads, their extent, and what positions it takes. */
export async function inspectMap(path: string): Promise<Inspection> {
  const start = performance.now();
  const map = await readMap(path);
  const loadMs = performance.now() - start;
  const figures = { kind: 'map', path, frame: map.frame.kind, loadMs, ...mapFigures(map) };
  const { roads, links, segments, kilometres, sharpest, bounds } = figures;
  const takes = { geographic: 'latitude and longitude', local: 'x and y', profile: 'no positions: distance alone' };
  const corner = ([south, west, north, east]: readonly [number, number, number, number]) =>
    `from ${south.toFixed(5)}, ${west.toFixed(5)} to ${north.toFixed(5)}, ${east.toFixed(5)}`;
  const text = [
    `${path}: map, ${roads} roads of ${kilometres.toFixed(2)} km in all, ${segments} segments, ${links} links`,
    `takes ${takes[map.frame.kind]}${bounds ? `; ${corner(bounds)}` : ''}`,
    `sharpest curvature ${sharpest.toPrecision(3)} 1/m; loaded in ${loadMs.toFixed(1)} ms`,
  ].join('\n');
  return { figures, text };
}
