import { join } from 'node:path';
import type { SyntheticDrive } from '../drives/synthetic/simulate-drive.js';
import { roadAsGeoJson, roadAsOpenDrive } from '../drives/synthetic/road-maps.js';
import { commitFiles } from '../files/commit-files.js';

/** The road of each drive, as its designer and as a mapper would write it; returns the OpenDRIVE files' paths. */
export async function writeRoads(folder: string, drives: readonly SyntheticDrive[]): Promise<string[]> {
  const files = new Map<string, string>();
  for (const { name, road, origin } of drives) {
    files.set(join(folder, `${name}.xodr`), roadAsOpenDrive(name, road, origin));
    files.set(join(folder, `${name}.geojson`), roadAsGeoJson(name, road, origin));
  }
  await commitFiles(files);
  return [...files.keys()].filter((path) => path.endsWith('.xodr'));
}
