/**
 * What a position and the driven curvature say of a candidate: how well they fit it, and how far along its road it
 * really is. The distance along the road is a Kalman filter of its own for each candidate.
 */
import type { CarMotion } from './car-motion.js';
import { besideLanes, curvatureAt, distanceLeft, headingAt, pointAt, wrapped, type Place } from './place.js';
import type { RoadMap } from './road-map.js';

/** m, standard deviations: of a position along the road, and of the car beside the road's lanes, or its line */
export const ALONG_NOISE = 2;
export const BESIDE_NOISE = 5;
/**
 * Standard deviations of the driven curvature from a road's: a floor (1/m) and a share of it. A map may be wrong by more
 * than a driver, so which road it is counts less than how far along it the car is, where the yaw rate's noise (rad/s)
 * comes in too.
 */
const MAP_CURVATURE = { floor: 1.5e-3, share: 0.15 };
const PATH_CURVATURE = { floor: 4e-4, yawRate: 8e-3, share: 0.1 };
/** in variances: a curvature that fits worse says no more than one that fits so badly */
const WORST_MISFIT = 9;
/** of the odometry's scale: tyres' wear and pressure, and what a speedometer shows too much */
export const USUAL_SCALE = 0.02;
const LARGEST_SCALE = 0.06;
/** rad, of the car's heading in its lane; in variances, a heading that fits worse says no more */
const HEADING_NOISE = 0.15;
const WORST_HEADING = 40;
/** rad²; of the car's heading, beyond which it says nothing */
const UNKNOWN_HEADING = 1;
/** m², by which lane and map add to the spread of positions along the road */
const ALONG_SPREAD = 9;
/** of each position's distance beside the road, so that noise and drift of positions are no lane */
const OFFSET_GAIN = 0.03;

export type Candidate = Place & {
  /** m², of s */
  variance: number;
  /** share by which the odometry's distances are too short (±6 % at most), its variance, and its covariance (m) with s, forward */
  scale: number;
  scaleVariance: number;
  covariance: number;
  /** m, of the car to the left of the road in its direction of travel, smoothed */
  offset: number;
  probability: number;
};

/**
 * Draws a candidate along its road to where the driven curvature (1/m) is the road's; `weight`: of a whole observation.
 * Returns the log of how well it fits.
 */
export function weighCurvature(
  map: RoadMap,
  candidate: Candidate,
  { curvature, vEgo, weight }: { curvature: number; vEgo: number; weight: number },
): number {
  const { road, s, direction } = candidate;
  const here = curvatureAt(map, candidate);
  const off = curvature - here;
  const misfit = (off / (MAP_CURVATURE.floor + MAP_CURVATURE.share * Math.abs(here))) ** 2;
  const span = Math.min(10, Math.sqrt(candidate.variance));
  const ahead = curvatureAt(map, { road, direction, s: s + direction * span });
  const behind = curvatureAt(map, { road, direction, s: s - direction * span });
  const slope = (ahead - behind) / (2 * span);
  const noise = (PATH_CURVATURE.floor + PATH_CURVATURE.yawRate / vEgo + PATH_CURVATURE.share * Math.abs(here)) ** 2;
  const gain = (candidate.variance * slope) / (slope * slope * candidate.variance + noise / weight);
  draw(map, candidate, { by: Math.max(-span, Math.min(span, gain * off)), known: gain * slope });
  return -0.5 * weight * Math.min(WORST_MISFIT, misfit);
}

/** Draws a candidate along its road towards a position (m); the log of how well position and heading fit. */
export function weighPosition(
  map: RoadMap,
  candidate: Candidate,
  { fix, motion }: { fix: { x: number; y: number }; motion: CarMotion },
): number {
  const { x, y } = pointAt(map, candidate);
  const heading = headingAt(map, candidate);
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const along = (fix.x - x) * cos + (fix.y - y) * sin;
  const beside = (fix.y - y) * cos - (fix.x - x) * sin;
  const gain = candidate.variance / (candidate.variance + ALONG_NOISE ** 2);
  const expected = candidate.variance + ALONG_NOISE ** 2 + ALONG_SPREAD;
  draw(map, candidate, { by: gain * along, known: gain });
  candidate.offset += OFFSET_GAIN * (beside - candidate.offset);
  const outside = besideLanes(map, candidate.road, candidate.direction, beside);
  const fit = -0.5 * ((outside / BESIDE_NOISE) ** 2 + along ** 2 / expected);
  if (!(motion.headingVariance < UNKNOWN_HEADING)) return fit;
  const turned = wrapped(motion.heading - heading) ** 2 / (HEADING_NOISE ** 2 + motion.headingVariance);
  return fit - 0.5 * Math.min(WORST_HEADING, turned);
}

/** The Kalman filter's update: `by`, in m of s, and `known`, the share of the variance of s that the observation takes. */
function draw(map: RoadMap, candidate: Candidate, { by, known }: { by: number; known: number }) {
  const scalePerMetre = candidate.covariance / candidate.variance;
  shift(map, candidate, by);
  const scale = candidate.scale + scalePerMetre * by;
  candidate.scale = Math.max(-LARGEST_SCALE, Math.min(LARGEST_SCALE, scale));
  candidate.scaleVariance -= known * scalePerMetre * candidate.covariance;
  candidate.variance *= 1 - known;
  candidate.covariance *= 1 - known;
}

/** Not beyond the ends of its road. */
function shift(map: RoadMap, candidate: Candidate, distance: number): void {
  const { road, direction, s } = candidate;
  const behind = direction === 1 ? s : distanceLeft(map, { road, direction: 1, s });
  const bounded = Math.max(-behind, Math.min(distanceLeft(map, candidate), distance));
  candidate.s += direction * bounded;
}
