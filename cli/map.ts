import type { Command } from 'commander';
import type { RoadNetwork } from '../road/road-network.js';
import { counted } from './counted.js';
import { addDriveOptions, readDrives, toUser, type DriveOptions } from './drive-options.js';

/** Rows of a drive are taken as they are; a learned map needs no grid. */
const FINEST_DT = 0.1;

export function registerMap(program: Command): void {
  const map = program.command('map').description('make the map that --preview map takes the curvature ahead from');
  map
    .command('build')
    .description('from OpenDRIVE, GeoJSON, OpenStreetMap XML, GPX, or CSV with lat,lon or x,y or s,Curvature')
    .argument('<in...>', '.xodr, .geojson, .osm, .gpx or .csv files of one frame of coordinates')
    .requiredOption('--out <file>', 'the map file')
    .option('--json', 'figures as JSON on stdout')
    .action(build);
  addDriveOptions(
    map
      .command('learn')
      .description('from recorded drives with positions: passes over the same road are averaged')
      .argument('<drives...>', 'CSV or XLSX files, CAN logs, or folders of them')
      .requiredOption('--out <file>', 'the map file')
      .option('--json', 'figures as JSON on stdout')
      .action(learn),
  );
}

type Options = { out: string; json?: boolean };

async function build(paths: string[], options: Options): Promise<void> {
  const { readNetwork } = await import('../road/read-network.js'); // help does without the map's packages
  await writeNetwork(await readNetwork(paths), options);
}

async function learn(paths: string[], options: Options & DriveOptions): Promise<void> {
  const { learnNetwork } = await import('../road/learn-network.js');
  const drives = await readDrives(paths, options, { dt: FINEST_DT, fallbackRowDt: FINEST_DT });
  await writeNetwork(learnNetwork(drives), options);
}

async function writeNetwork(network: RoadNetwork, { out, json }: Options): Promise<void> {
  const { toRoadMap } = await import('../road/road-map.js');
  const { writeMap } = await import('../road/map-file.js');
  const { mapFigures } = await import('../road/map-extent.js');
  const map = toRoadMap(network);
  await writeMap(out, map);
  for (const remark of network.remarks) toUser(remark);
  const figures = mapFigures(map);
  if (json) console.log(JSON.stringify({ ...figures, frame: map.frame.kind, remarks: network.remarks }));
  toUser(
    `${counted(figures.roads, 'road')}, ${figures.kilometres.toFixed(1)} km, ${counted(figures.segments, 'segment')}, in ${out}`,
  );
}
