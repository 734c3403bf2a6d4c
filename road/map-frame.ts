import { InputError } from '../core/input-error.js';
import { project, unproject, WGS84, type Ellipsoid, type MercatorOrigin } from './transverse-mercator.js';

/**
 * What a map's x and y are: metres of a transverse Mercator projection, metres of some frame of its own (positions
 * must come as x and y), or nothing at all (a profile: curvature over distance, which no position can be put on).
 */
export type MapFrame = ({ kind: 'geographic' } & MercatorOrigin) | { kind: 'local' } | { kind: 'profile' };

/** What a position may come as: WGS 84 in deg, or x and y in m. */
export type Position = {
  latitude?: number | undefined;
  longitude?: number | undefined;
  x?: number | undefined;
  y?: number | undefined;
};

/** The plane that touches the earth at a place. */
export function frameAt(latitude: number, longitude: number): MapFrame {
  return { kind: 'geographic', ...WGS84, latitude, longitude, scale: 1, falseEasting: 0, falseNorthing: 0 };
}

/** x and y (m) of a position in the frame; nothing where it can't be put there. */
export function toFrame(
  frame: MapFrame,
  { latitude, longitude, x, y }: Position,
): { x: number; y: number } | undefined {
  if (frame.kind === 'geographic') {
    if (latitude === undefined || longitude === undefined || !isOnEarth(latitude, longitude)) return undefined;
    if (isNoFix(latitude, longitude)) return undefined;
    return project(frame, latitude, longitude);
  }
  if (frame.kind === 'profile' || x === undefined || y === undefined) return undefined;
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : undefined;
}

export function toGeographic(
  frame: MapFrame,
  x: number,
  y: number,
): { latitude: number; longitude: number } | undefined {
  return frame.kind === 'geographic' ? unproject(frame, x, y) : undefined;
}

export const isOnEarth = (latitude: number, longitude: number): boolean =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** What receivers write that have no fix; there is no road there. */
export const isNoFix = (latitude: number, longitude: number): boolean => latitude === 0 && longitude === 0;

/** Refuses a place that is not on the earth, and says where its numbers look swapped. */
export function checkOnEarth(latitude: number, longitude: number, where: string): void {
  if (isOnEarth(latitude, longitude)) return;
  const swapped = isOnEarth(longitude, latitude) ? '; swapped?' : '';
  throw new InputError(
    `expected a latitude of ±90 and a longitude of ±180 deg, got ${latitude} and ${longitude}${swapped} (${where})`,
  );
}

/** What +proj=tmerc or utm of a PROJ string says; undefined for any other projection, unit or figure of the earth. */
export function frameOfProj(text: string): MapFrame | undefined {
  const parameters = new Map([...text.matchAll(/\+(\w+)(?:=(\S+))?/g)].map(([, name, value]) => [name, value ?? '']));
  const number = (name: string, instead: number) => Number(parameters.get(name) ?? instead);
  const ellipsoid = ellipsoidOf(parameters);
  const isMetric = (parameters.get('units') ?? 'm') === 'm' && number('to_meter', 1) === 1;
  if (!ellipsoid || !isMetric) return undefined;
  const frame = { kind: 'geographic' as const, ...ellipsoid };
  if (parameters.get('proj') === 'utm') {
    const zone = number('zone', NaN);
    const origin = { latitude: 0, longitude: 6 * zone - 183, scale: 0.9996, falseEasting: 500_000 };
    return finite({ ...frame, ...origin, falseNorthing: parameters.has('south') ? 10_000_000 : 0 });
  }
  // files of simulators often name the origin alone, and mean the plane there
  const isPlane = parameters.get('proj') ?? (parameters.has('lat_0') && parameters.has('lon_0') ? 'tmerc' : undefined);
  if (isPlane !== 'tmerc') return undefined;
  return finite({
    ...frame,
    latitude: number('lat_0', 0),
    longitude: number('lon_0', 0),
    scale: number('k', number('k_0', 1)),
    falseEasting: number('x_0', 0),
    falseNorthing: number('y_0', 0),
  });
}

/** By +a with +b or +rf, +R, +ellps or +datum; WGS 84 where nothing is said, undefined for what is not known here. */
function ellipsoidOf(parameters: ReadonlyMap<string | undefined, string>): Ellipsoid | undefined {
  const number = (name: string) => Number(parameters.get(name) ?? NaN);
  const radius = parameters.has('R') ? number('R') : number('a');
  if (parameters.has('a') || parameters.has('R')) {
    const flattening = parameters.has('b') ? 1 - number('b') / radius : parameters.has('rf') ? 1 / number('rf') : 0;
    return { semiMajor: radius, flattening };
  }
  const name = parameters.get('ellps') ?? parameters.get('datum') ?? 'WGS84';
  if (name === 'GRS80') return { ...WGS84, flattening: 1 / 298.257222101 };
  return name === 'WGS84' || name === 'NAD83' ? WGS84 : undefined;
}

function finite(frame: MapFrame & { kind: 'geographic' }): MapFrame | undefined {
  const { kind, ...numbers } = frame;
  return Object.values(numbers).every(Number.isFinite) ? { kind, ...numbers } : undefined;
}

/** Whether places of both frames have the same x and y. */
export const isSameFrame = (a: MapFrame, b: MapFrame): boolean => JSON.stringify(a) === JSON.stringify(b);
