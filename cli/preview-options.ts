import type { Command } from 'commander';
import { PREVIEW_SOURCES, type Preview, type PreviewSource } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { PreviewFallback } from '../road/map-preview.js';
import type { RoadMap } from '../road/road-map.js';
import { oneOf } from './option-values.js';

/** Where the curvature ahead is to come from, as every command that needs it lets the user say it. */
export type PreviewOptions = {
  preview: PreviewSource;
  map?: string;
  route?: string;
  fallback?: PreviewFallback[];
};

/** of --preview */
export const PREVIEW_HELP = 'curvature ahead: as recorded (an oracle), hold the present one, or from a map';

export function addPreviewOptions(command: Command): Command {
  return addMapOptions(
    command.option('--preview <source>', PREVIEW_HELP, oneOf('--preview', PREVIEW_SOURCES), 'recorded'),
  );
}

/** What --preview map needs to know. */
export function addMapOptions(command: Command): Command {
  return command
    .option('--map <file>', 'of steercast map build or learn, for --preview map')
    .option('--route <names>', 'roads that are taken where there is a choice, by their names in the map: 12,15,7')
    .option('--fallback <list>', 'what the map gives way to, in order (default: lane,hold)', parseFallback);
}

export type OpenedPreview = {
  preview: Preview;
  /** Refuses a drive whose places are nowhere near the map. */
  check: (name: string, rows: readonly VehicleSample[]) => void;
};

/** Reads the map where one is asked for. */
export async function openPreview(
  { preview, map: path, route, fallback }: PreviewOptions,
  { dt, horizonSteps }: { dt: number; horizonSteps: number },
): Promise<OpenedPreview> {
  if (preview !== 'map') {
    const stray = Object.entries({ map: path, route, fallback }).find(([, value]) => value !== undefined);
    if (stray) throw new InputError(`expected --preview map with --${stray[0]}, got --preview ${preview}`);
    return { preview, check: () => undefined };
  }
  if (path === undefined) throw new InputError('expected a map (--map FILE) for --preview map, got none');
  // other previews do without the map's packages
  const [{ readMap }, { mapPreview }, { distanceFrom }] = await Promise.all([
    import('../road/map-file.js'),
    import('../road/map-preview.js'),
    import('../road/map-extent.js'),
  ]);
  const map = await readMap(path);
  const order = fallback && (['map', ...fallback] as const);
  const roads = route === undefined ? undefined : roadsNamed(map, route);
  return {
    preview: mapPreview({ map, dt, horizonSteps, route: roads, ...(order && { order }) }),
    check(name, rows) {
      const fault = distanceFrom(map, rows);
      if (fault !== undefined) throw new InputError(`expected a drive on the map ${path}, got ${fault} (${name})`);
    },
  };
}

function roadsNamed({ names }: RoadMap, list: string): Set<number> {
  const wanted = new Set(list.split(',').map((name) => name.trim()));
  const found = new Set(names.flatMap((name, road) => (wanted.has(name) ? road : [])));
  const missing = [...wanted].filter((name) => !names.includes(name));
  if (missing.length === 0) return found;
  throw new InputError(`expected names of roads in the map, got "${missing.join(', ')}" (--route)`);
}

function parseFallback(text: string): PreviewFallback[] {
  const list = text === '' ? [] : text.split(',');
  return list.map((part) => oneOf('--fallback', ['lane', 'hold'] as const)(part.trim()));
}
