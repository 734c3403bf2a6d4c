import type { CurvaturePreview } from '../core/curvature-preview.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { DrivenCurvature, REACH, TAP_STEP } from './driven-curvature.js';
import type { Match } from './map-matcher.js';
import { PathAhead } from './path-ahead.js';
import { RoadBehind } from './road-behind.js';
import type { RoadMap } from './road-map.js';
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
const BEHIND = Math.round(REACH / TAP_STEP);

/** The curvature that the car will drive on the likeliest path over the map from where it was matched. */
export class MapPreview {
  readonly #map: RoadMap;
  readonly #route: ReadonlySet<number> | undefined;
  readonly #driven = new DrivenCurvature();
  readonly #behind = new RoadBehind(REACH);
  /** 1/m at every TAP_STEP from REACH ago to REACH after the last step, kept from call to call */
  #road = new Float64Array(0);

  constructor(map: RoadMap, route?: ReadonlySet<number>) {
    this.#map = map;
    this.#route = route;
  }

  /** `match` is of the sample, and `steps` are those after it. Nothing but reasons where the path is not known. */
  from({ at, reasons }: Match, sample: VehicleSample, steps: StepsAhead): CurvaturePreview {
    const furthest = steps.distanceIn(steps.times.at(-1)!);
    const path = at && new PathAhead(this.#map, at, { route: this.#route, vEgo: sample.vEgo });
    if (!at || !path || Number.isNaN(path.curvature(furthest))) {
      this.#behind.forget();
      return { reasons };
    }
    const isMeasured = sample.valid && Number.isFinite(sample.curvature);
    this.#layRoad(path, at.offset, sample.time, steps);
    if (isMeasured && at.probability >= SURE_MATCH) this.#driven.learn(this.#road, sample.curvature);
    const expected = this.#driven.expect(this.#road);
    const departure = isMeasured ? sample.curvature - expected[0]! : 0;
    const curvature = steps.times.map((time) => between(expected, time) + departure * Math.exp(-time / DEPARTURE_TIME));
    const isSure = at.probability * path.probability(furthest) >= SURE_PATH || reasons.includes('ROAD_UNSURE');
    return { curvature, reasons: isSure ? [...reasons, 'PREVIEW_MAP'] : [...reasons, 'PREVIEW_MAP', 'ROAD_UNSURE'] };
  }

  /** For a car `offset` m to the left of the path; beyond the map's end as there. */
  #layRoad(path: PathAhead, offset: number, now: number, steps: StepsAhead): void {
    const length = BEHIND + Math.ceil(steps.times.at(-1)! / TAP_STEP - ROUNDING) + BEHIND + 1;
    if (this.#road.length !== length) this.#road = new Float64Array(length);
    const road = this.#road;
    const behind = this.#behind;
    behind.push(now, besides(path.curvature(0), offset));
    for (let k = 0; k < BEHIND; k++) road[k] = behind.at(now + (k - BEHIND) * TAP_STEP);
    for (let k = BEHIND; k < length; k++) {
      const curvature = path.curvature(steps.distanceIn((k - BEHIND) * TAP_STEP));
      road[k] = Number.isNaN(curvature) ? road[k - 1]! : besides(curvature, offset);
    }
  }
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
