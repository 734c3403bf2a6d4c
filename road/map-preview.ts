import { holdPreview, type CausalPreview, type CurvaturePreview, type Preview } from '../core/curvature-preview.js';
import type { Reason } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { MapMatcher, type Match } from './map-matcher.js';
import { PathAhead } from './path-ahead.js';
import type { RoadMap } from './road-map.js';

/** Where curvature ahead comes from when the one before in the list has none. */
export const PREVIEW_FALLBACKS = ['map', 'lane', 'hold'] as const;
export type PreviewFallback = (typeof PREVIEW_FALLBACKS)[number];

export type MapPreviewOptions = {
  map: RoadMap;
  dt: number;
  horizonSteps: number;
  order?: readonly PreviewFallback[];
  /** roads that the car is known to take at forks */
  route?: ReadonlySet<number> | undefined;
};

/** m/s²; more is a speed signal's step */
const LARGEST_ACCELERATION = 6;
/** s, in which what the car drives otherwise than the road (a corner cut, a correction) fades to 1/e */
const DEPARTURE_TIME = 0.5;
/** A path ahead that is less likely than this is a guess. */
const SURE_PATH = 0.6;
/** 1/m; a car beside the line drives a tighter or a wider bend, as far as that means anything */
const LARGEST_SHIFT = 0.5;

/** The curvature ahead from a map, and where that has none from the next in `order`. */
export function mapPreview(options: MapPreviewOptions): Preview {
  return { source: 'map', start: () => startMapPreview(options) };
}

export function startMapPreview({
  map,
  dt,
  horizonSteps,
  order = PREVIEW_FALLBACKS,
  route,
}: MapPreviewOptions): CausalPreview {
  const matcher = new MapMatcher(map, route);
  return (sample) => {
    const match = matcher.push(sample);
    const distances = distancesAhead(matcher.motion, dt, horizonSteps);
    for (const source of order) {
      const preview = PREVIEWS[source](sample, { map, match, distances, route, dt });
      if (preview) return preview;
    }
    return { reasons: [...match.reasons, 'NO_PREVIEW'] };
  };
}

/** m, to the steps ahead: s = v·t + a·t²/2, until the car stands. */
export function distancesAhead(
  { vEgo, acceleration }: { vEgo: number; acceleration: number },
  dt: number,
  horizonSteps: number,
): number[] {
  const speed = Math.max(0, vEgo);
  const a = Math.max(-LARGEST_ACCELERATION, Math.min(LARGEST_ACCELERATION, acceleration));
  return Array.from({ length: horizonSteps }, (_, k) => {
    const time = (k + 1) * dt;
    const driven = a < 0 ? Math.min(time, speed / -a) : time;
    return speed * driven + (a * driven * driven) / 2;
  });
}

type Situation = {
  map: RoadMap;
  match: Match;
  dt: number;
  distances: readonly number[];
  route: ReadonlySet<number> | undefined;
};
type Source = (sample: VehicleSample, situation: Situation) => CurvaturePreview | undefined;

const PREVIEWS: Record<PreviewFallback, Source> = {
  map(sample, { map, match: { at, reasons }, distances, route, dt }) {
    if (!at || !distances.every(Number.isFinite)) return undefined;
    const path = new PathAhead(map, at, route);
    const driven = (distance: number) => besides(path.curvature(distance), at.offset);
    const furthest = distances.at(-1)!;
    if (Number.isNaN(path.curvature(furthest))) return undefined;
    const all: Reason[] = [...reasons, 'PREVIEW_MAP'];
    if (at.probability * path.probability(furthest) < SURE_PATH && !all.includes('ROAD_UNSURE'))
      all.push('ROAD_UNSURE');
    const departure = sample.valid && Number.isFinite(sample.curvature) ? sample.curvature - driven(0) : 0;
    const curvature = distances.map((one, k) => driven(one) + departure * Math.exp(-((k + 1) * dt) / DEPARTURE_TIME));
    return { curvature, reasons: all };
  },
  lane({ lane }, { match: { reasons }, distances }) {
    if (!lane || !Number.isFinite(lane.curvature) || !distances.every(Number.isFinite)) return undefined;
    const rate = Number.isFinite(lane.curvatureRate) ? lane.curvatureRate : 0;
    const curvature = distances.map((distance) => lane.curvature + rate * distance);
    return { curvature, reasons: [...reasons, 'PREVIEW_LANE'] };
  },
  hold(sample, { match: { reasons }, distances }) {
    const held = holdPreview(sample, distances.length);
    return { ...held, reasons: [...reasons, ...held.reasons] };
  },
};

/** The curvature of a parallel line, `offset` (m) to the left: κ/(1 − κ·offset). */
function besides(curvature: number, offset: number): number {
  const shift = Math.max(-LARGEST_SHIFT, Math.min(LARGEST_SHIFT, curvature * offset));
  return curvature / (1 - shift);
}
