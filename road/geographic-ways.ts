import { InputError } from '../core/input-error.js';
import { checkOnEarth, frameAt, isNoFix, toFrame, type MapFrame } from './map-frame.js';
import type { Point, PolylineKind } from './polyline-road.js';
import type { RoadNetwork, Travel } from './road-network.js';
import { toStreetGraph, type Way } from './street-graph.js';

/** A line of places on the earth; a place's `key` names it, else its coordinates do. `line` is where it is written. */
export type GeographicWay = {
  name: string;
  travel: Travel;
  places: { latitude: number; longitude: number; key?: string }[];
  line?: number;
};

/** m; places of one map are not further from its first */
const LARGEST_EXTENT = 1_500_000;

/** Ways in deg → roads, in the given frame or in that of the plane at their first place. */
export function networkOfWays(
  given: readonly GeographicWay[],
  { path, kind, frame }: { path: string; kind: PolylineKind; frame?: MapFrame | undefined },
): RoadNetwork {
  const used = given.map(withoutNoFix).filter(({ places }) => places.length > 1);
  const first = used[0]?.places[0];
  if (!first) throw new InputError(`expected lines of two points or more, got none (${path})`);
  checkOnEarth(first.latitude, first.longitude, whereOf(path, used[0]!));
  const plane = frame?.kind === 'geographic' ? frame : frameAt(first.latitude, first.longitude);
  const origin = toFrame(plane, first)!;
  const projected = used.map((way): Way => {
    const points = way.places.map(({ latitude, longitude }): Point => {
      checkOnEarth(latitude, longitude, whereOf(path, way));
      const point = toFrame(plane, { latitude, longitude })!;
      if (Math.hypot(point.x - origin.x, point.y - origin.y) <= LARGEST_EXTENT) return point;
      const swapped = isNear(plane, origin, longitude, latitude) ? '; swapped?' : '';
      throw new InputError(
        `expected places of one region, got ${latitude}, ${longitude} far from ${first.latitude}, ${first.longitude}${swapped} (${whereOf(path, way)})`,
      );
    });
    const keys = way.places.map(
      ({ key, latitude, longitude }) => key ?? `${latitude.toFixed(7)} ${longitude.toFixed(7)}`,
    );
    return { name: way.name, travel: way.travel, points, keys };
  });
  return networkOfGraph(projected, { path, kind, frame: plane });
}

/** Receivers that have no fix write 0, 0. */
function withoutNoFix(way: GeographicWay): GeographicWay {
  return { ...way, places: way.places.filter(({ latitude, longitude }) => !isNoFix(latitude, longitude)) };
}

const whereOf = (path: string, { name, line }: GeographicWay) => (line ? `${path}:${line}` : `${path}: ${name}`);

function isNear(frame: MapFrame, origin: Point, latitude: number, longitude: number): boolean {
  const point = toFrame(frame, { latitude, longitude });
  return point !== undefined && Math.hypot(point.x - origin.x, point.y - origin.y) <= LARGEST_EXTENT;
}

/** Ways in m → roads, and what is to be said of them. */
export function networkOfGraph(
  ways: readonly Way[],
  { path, kind, frame }: { path: string; kind: PolylineKind; frame: MapFrame },
): RoadNetwork {
  const { roads, links, wavelengths, leftOut } = toStreetGraph(ways, kind);
  const remarks = leftOut.map((name) => `${path}: ${name}: all points in one place, left out`);
  if (roads.length === 0) throw new InputError(`expected a line of some length, got none (${path})`);
  const smoothed = wavelengths.filter((wavelength) => wavelength > 0).sort((a, b) => a - b);
  if (smoothed.length > 0) {
    const [low, high] = [smoothed[0]!, smoothed.at(-1)!].map((wavelength) => wavelength.toFixed(0));
    const range = low === high ? low : `${low} … ${high}`;
    remarks.push(`${path}: smoothed, waves of ${range} m halved (by cross-validation)`);
  }
  return { frame, roads, links, remarks };
}
