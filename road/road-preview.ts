import {
  holdPreview,
  ROAD_SOURCES,
  type CausalPreview,
  type Preview,
  type RoadSourceName,
} from '../core/curvature-preview.js';
import type { Reason } from '../core/prediction.js';
import { isBeyondCurvature } from '../core/vehicle-sample.js';
import { mapSource } from './map-source.js';
import type { RoadMap } from './road-map.js';
import type { RoadSource } from './road-source.js';
import { StepsAhead } from './steps-ahead.js';

export type RoadPreviewOptions = {
  dt: number;
  horizonSteps: number;
  /** the first that knows is believed */
  order?: readonly RoadSourceName[];
  /** needed for the source of this name */
  map?: RoadMap | undefined;
  /** roads of the map that the car is known to take at forks */
  route?: ReadonlySet<number> | undefined;
  /** hears once where the first position is nowhere near the map */
  remark?: ((text: string) => void) | undefined;
};

/** The curvature ahead from the first source of `order` that knows it; what no road vehicle could drive is no knowledge. */
export function roadPreview(options: RoadPreviewOptions): Preview {
  const [source = 'hold'] = options.order ?? ROAD_SOURCES;
  return { source, start: () => startRoadPreview(options) };
}

export function startRoadPreview({
  order = ROAD_SOURCES,
  map,
  route,
  remark,
  ...grid
}: RoadPreviewOptions): CausalPreview {
  const steps = new StepsAhead(grid);
  const sources = order.map((name): RoadSource => {
    if (name === 'lane') return laneSource;
    if (name === 'hold') return holdPreview(grid.horizonSteps);
    if (!map) throw new TypeError('expected a map for the source map, got none');
    return mapSource(map, { route, remark });
  });
  return (sample) => {
    steps.push(sample);
    const reasons: Reason[] = [];
    let curvature: readonly number[] | undefined;
    for (const source of sources) {
      const answer = source(sample, steps); // each hears every sample, whether it is asked or not
      if (curvature || (answer.curvature && isBeyondCurvature(answer.curvature))) continue;
      reasons.push(...answer.reasons);
      curvature = answer.curvature;
    }
    return curvature ? { curvature, reasons } : { reasons: [...reasons, 'NO_PREVIEW'] };
  };
}

/** The clothoid that a camera sees in the lane ahead. */
const laneSource: RoadSource = ({ lane }, steps) => {
  if (!lane || !Number.isFinite(lane.curvature) || Number.isNaN(steps.distanceIn(0))) return { reasons: [] };
  const rate = Number.isFinite(lane.curvatureRate) ? lane.curvatureRate : 0;
  const curvature = steps.times.map((time) => lane.curvature + rate * steps.distanceIn(time));
  return { curvature, reasons: ['PREVIEW_LANE'] };
};
