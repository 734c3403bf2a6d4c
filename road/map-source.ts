import { DrivenCurvature, REACH, TAP_STEP } from './driven-curvature.js';
import { distanceFrom, hasPosition } from './map-extent.js';
import { MapMatcher } from './map-matcher.js';
import { PathAhead } from './path-ahead.js';
import type { RoadMap } from './road-map.js';
import { RoadBehind } from './road-behind.js';
import type { RoadSource } from './road-source.js';
import type { StepsAhead } from './steps-ahead.js';

/** s, in which what the car drives otherwise than it usually does of such a road (a correction) fades to 1/e */
const DEPARTURE_TIME = 1.5;
/** A path ahead that is less likely than this is a guess. */
const SURE_PATH = 0.6;
/** of a match, from which on it is learned what the car makes of its road */
const SURE_MATCH = 0.9;
/** 1/m; a car beside the line drives a tighter or a wider bend, as far as that means anything */
const LARGEST_SHIFT = 0.5;
/** of TAP_STEP */
const ROUNDING = 1e-6;

/** `route`: roads that the car is known to take; `remark` hears where its first position is nowhere near the map. */
export type MapSourceOptions = {
  route?: ReadonlySet<number> | undefined;
  remark?: ((text: string) => void) | undefined;
};

/** The curvature that the car will drive on the likeliest path over the map from where it is. */
export function mapSource(map: RoadMap, { route, remark }: MapSourceOptions = {}): RoadSource {
  const matcher = new MapMatcher(map, route);
  const driven = new DrivenCurvature();
  const behind = new RoadBehind(REACH);
  let isPlaced = remark === undefined;
  return (sample, steps) => {
    if (!isPlaced && hasPosition(sample)) {
      isPlaced = true;
      const fault = distanceFrom(map, [sample]);
      if (fault !== undefined) remark!(`expected a car on the map, got ${fault}`);
    }
    const { at, reasons } = matcher.push(sample);
    const furthest = steps.distanceIn(steps.times.at(-1)!);
    const path = at && new PathAhead(map, at, route);
    if (!at || !path || Number.isNaN(path.curvature(furthest))) {
      behind.forget();
      return { reasons };
    }
    const isMeasured = sample.valid && Number.isFinite(sample.curvature);
    const probability = at.probability * path.probability(furthest);
    behind.push(sample.time, besides(path.curvature(0), at.offset));
    const road = roadAround(steps, {
      behind: (time) => behind.at(sample.time + time),
      ahead: (distance) => besides(path.curvature(distance), at.offset),
    });
    if (isMeasured && at.probability >= SURE_MATCH) driven.learn(road, sample.curvature);
    const expected = driven.expect(road);
    const departure = isMeasured ? sample.curvature - expected[0]! : 0;
    const curvature = steps.times.map((time) => between(expected, time) + departure * Math.exp(-time / DEPARTURE_TIME));
    const isUnsure = probability < SURE_PATH && !reasons.includes('ROAD_UNSURE');
    return { curvature, reasons: [...reasons, 'PREVIEW_MAP', ...(isUnsure ? (['ROAD_UNSURE'] as const) : [])] };
  };
}

type Around = { behind: (time: number) => number; ahead: (distance: number) => number };

/** The road's curvature at every TAP_STEP from REACH ago to REACH after the last step; beyond the map's end as there. */
function roadAround(steps: StepsAhead, { behind, ahead }: Around): Float64Array {
  const reach = Math.round(REACH / TAP_STEP);
  const last = Math.ceil(steps.times.at(-1)! / TAP_STEP - ROUNDING);
  const road = new Float64Array(reach + last + reach + 1);
  for (let k = 0; k < road.length; k++) {
    const time = (k - reach) * TAP_STEP;
    const curvature = k < reach ? behind(time) : ahead(steps.distanceIn(time));
    road[k] = Number.isNaN(curvature) ? road[k - 1]! : curvature;
  }
  return road;
}

/** Of values at every TAP_STEP from now on, the one at `time` s from now. */
function between(values: Float64Array, time: number): number {
  const k = Math.min(values.length - 1, Math.floor(time / TAP_STEP + ROUNDING));
  const share = time / TAP_STEP - k;
  return share > ROUNDING ? values[k]! + share * (values[k + 1]! - values[k]!) : values[k]!;
}

/** The curvature of a parallel line, `offset` (m) to the left: κ/(1 − κ·offset). */
function besides(curvature: number, offset: number): number {
  const shift = Math.max(-LARGEST_SHIFT, Math.min(LARGEST_SHIFT, curvature * offset));
  return curvature / (1 - shift);
}
