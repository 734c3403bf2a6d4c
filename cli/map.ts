import type { Command } from 'commander';
import type { RoadMap } from '../road/road-map.js';
import type { RoadNetwork } from '../road/road-network.js';
import { counted } from '../core/counted.js';
import { recordOf } from '../drives/drive-trace.js';
import { addDriveOptions, readDrives, toUser, type DriveOptions } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { positiveNumber } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { writeLines } from './write-lines.js';

/** Rows of a drive are taken as they are; a learned map needs no grid. */
const FINEST_DT = 0.1;

/** m, finer than any map is surveyed */
const LEAST_STEP = 0.01;

export function registerMap(program: Command): void {
  const map = program.command('map').description('make the map that --preview map takes the curvature ahead from');
  map
    .command('build')
    .description('from OpenDRIVE, GeoJSON, OpenStreetMap XML, GPX, or CSV with lat,lon or x,y or s,Curvature')
    .argument('<in...>', '.xodr, .geojson, .osm, .gpx or .csv files of one frame of coordinates')
    .requiredOption('--out <file>', 'the map file')
    .option('--json', 'figures as JSON on stdout')
    .action(build);
  map
    .command('export')
    .description('roads as CSV: road,s,Curvature,x,y,heading and, where the map has them, lat,lon')
    .argument('<map>', 'a map file, or one of the files that map build takes')
    .option('--road <name>', 'one road alone, by its name in the map')
    .option(
      '--step <m>',
      "a row at every so many m (default: at each of the map's stations)",
      positiveNumber('--step', { min: LEAST_STEP }),
    )
    .option('--out <file>', '(default: stdout)')
    .action(exportRoads);
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
type ExportOptions = { out?: string; road?: string; step?: number };

/** A map file, or what one is built from, as a table. */
async function exportRoads(path: string, { out, ...options }: ExportOptions): Promise<void> {
  const signal = interruptSignal();
  checkOutputs({ '--out': out }, [path]);
  const { formatRoads } = await import('../road/road-table.js');
  const { isMap } = await import('./inspect-map.js');
  const map = (await isMap(path)) ? await (await import('../road/map-file.js')).readMap(path) : await buildMap([path]);
  await writeLines(formatRoads(map, options), out, signal);
}

async function buildMap(paths: string[]): Promise<RoadMap> {
  const { readNetwork } = await import('../road/read-network.js');
  const { toRoadMap } = await import('../road/road-map.js');
  const network = await readNetwork(paths);
  for (const remark of network.remarks) toUser(remark);
  return toRoadMap(network);
}

async function build(paths: string[], options: Options): Promise<void> {
  checkOutputs({ '--out': options.out }, paths);
  const { readNetwork } = await import('../road/read-network.js'); // help does without the map's packages
  await writeNetwork(await readNetwork(paths), options);
}

async function learn(paths: string[], options: Options & DriveOptions): Promise<void> {
  checkOutputs({ '--out': options.out }, [...paths, options.vehicle]);
  const { learnNetwork } = await import('../road/learn-network.js');
  const drives = await readDrives(paths, options, { dt: FINEST_DT, fallbackRowDt: FINEST_DT });
  await writeNetwork({ ...learnNetwork(drives), learnedFrom: drives.map(recordOf) }, options);
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
