import type { Command } from 'commander';
import {
  PREVIEW_SOURCES,
  ROAD_SOURCES,
  type Preview,
  type PreviewSource,
  type RoadSourceName,
} from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import type { DriveRecord } from '../core/model-card.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { RoadMap } from '../road/road-map.js';
import { oneOf } from './option-values.js';

/** Where the curvature ahead is to come from, as every command that needs it lets the user say it. */
export type PreviewOptions = {
  preview: PreviewSource;
  map?: string | undefined;
  route?: readonly string[] | undefined;
  fallback?: readonly RoadSourceName[] | undefined;
};

/** of --preview */
export const PREVIEW_HELP =
  'curvature ahead: as recorded (an oracle), hold the present one, from the lane as a camera sees it, or from a map';

export function addPreviewOptions(command: Command): Command {
  return addMapOptions(
    command.option('--preview <source>', PREVIEW_HELP, oneOf('--preview', PREVIEW_SOURCES), 'recorded'),
  );
}

/** What must be said of whatever was told the recorded curvature. */
export const ORACLE = 'curvature ahead: as it was driven afterwards, an oracle (--preview)';

/** What --preview map needs to know. */
export function addMapOptions(command: Command): Command {
  return command
    .option('--map <file>', 'of steercast map build or learn, for --preview map')
    .option('--route <names>', 'roads that are taken where there is a choice, by their names in the map: 12,15,7', list)
    .option(
      '--fallback <list>',
      'what the source gives way to, in order (default: lane,hold after map, hold after lane)',
      parseFallback,
    );
}

export type OpenedPreview = {
  preview: Preview;
  /** Refuses a drive whose places are nowhere near the map, and one without a lane where that is the source. */
  check: (name: string, rows: readonly VehicleSample[]) => void;
  /** drives that the map was learned from */
  learnedFrom: readonly DriveRecord[];
  /** SHA-256 of the map's file, where there is one */
  hashMap: () => Promise<string | undefined>;
};
type Grid = { dt: number; horizonSteps: number };

const withoutMap = (preview: Preview): OpenedPreview => ({
  preview,
  check: () => undefined,
  learnedFrom: [],
  hashMap: () => Promise.resolve(undefined),
});

/** What gives way to what where nothing else is said. */
const FALLBACK: Record<RoadSourceName, readonly RoadSourceName[]> = { map: ['lane', 'hold'], lane: ['hold'], hold: [] };

/** Reads the map where one is asked for; `remark` as in RoadOptions. */
export async function openPreview(
  options: PreviewOptions,
  grid: Grid,
  remark?: RoadOptions['remark'],
): Promise<OpenedPreview> {
  const { preview, map, route, fallback } = options;
  const order = preview === 'recorded' ? [] : [preview, ...(fallback ?? FALLBACK[preview])];
  const isUsed = { map: order.includes('map'), route: order.includes('map'), fallback: order.length > 1 };
  for (const name of ['map', 'route', 'fallback'] as const) {
    if (options[name] !== undefined && !isUsed[name])
      throw new InputError(`expected --preview map with --${name}, got --preview ${preview}`);
  }
  if (preview === 'recorded' || preview === 'hold') return withoutMap(preview);
  return openRoad({ order, map, route, remark }, grid);
}

export type RoadOptions = {
  /** the first that knows the road ahead is believed */
  order: readonly RoadSourceName[];
  map?: string | undefined;
  route?: readonly string[] | undefined;
  /** hears what people should know, when it comes about; once, however many grids of the model's step there are */
  remark?: (text: string) => void;
};

/** The curvature ahead as a car can have it; reads the map where it is among the sources. */
export async function openRoad({ order, map: path, route, remark }: RoadOptions, grid: Grid): Promise<OpenedPreview> {
  // previews that need no road do without its packages
  const { roadPreview } = await import('../road/road-preview.js');
  if (!order.includes('map')) {
    const preview = roadPreview({ ...grid, order });
    return { ...withoutMap(preview), check: order[0] === 'lane' ? checkLane : () => undefined };
  }
  if (path === undefined) throw new InputError('expected a map (--map FILE) for --preview map, got none');
  const [{ readMap, hashMap }, { distanceFrom }] = await Promise.all([
    import('../road/map-file.js'),
    import('../road/map-extent.js'),
  ]);
  const map = await readMap(path);
  return {
    preview: roadPreview({
      ...grid,
      order,
      map,
      route: route && roadsNamed(map, route, path),
      remark: remark && oncePerText(remark, path),
    }),
    hashMap: () => hashMap(path),
    learnedFrom: map.learnedFrom,
    check(name, rows) {
      const fault = distanceFrom(map, rows);
      if (fault !== undefined) throw new InputError(`expected a drive on the map ${path}, got ${fault} (${name})`);
    },
  };
}

function oncePerText(remark: (text: string) => void, path: string): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) remark(`${text} (${path})`);
    told.add(text);
  };
}

function checkLane(name: string, rows: readonly VehicleSample[]): void {
  if (rows.every(({ lane }) => lane === undefined))
    throw new InputError(
      `expected a drive with the lane ahead (laneCurvature of a vehicle profile), got none (${name})`,
    );
}

function roadsNamed({ names }: RoadMap, wanted: readonly string[], path: string): Set<number> {
  const found = new Set(names.flatMap((name, road) => (wanted.includes(name) ? road : [])));
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return found;
  throw new InputError(`expected names of roads in the map ${path}, got "${missing.join(', ')}" (route)`);
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim());

function parseFallback(text: string): RoadSourceName[] {
  return text === '' ? [] : list(text).map(oneOf('--fallback', ROAD_SOURCES));
}
