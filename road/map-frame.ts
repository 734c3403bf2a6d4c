import { InputError } from '../core/input-error.js';
import { project, unproject, WGS84, type MercatorOrigin } from './transverse-mercator.js';

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

/** Whether places of both frames have the same x and y. */
export const isSameFrame = (a: MapFrame, b: MapFrame): boolean => JSON.stringify(a) === JSON.stringify(b);
