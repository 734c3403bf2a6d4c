/**
 * Where on the map the car is: a few candidates, each a place on a road in a direction of travel with its probability,
 * carried on by odometry and weighed by each position's distance and heading, as in the hidden Markov model of Newson
 * and Krumm (Hidden Markov Map Matching Through Noise and Sparseness, ACM GIS 2009), here only forward in time. A
 * candidate's distance along its road is a Kalman filter of its own: odometry, positions and the measured curvature
 * against the map's (which alone holds it where there are no positions).
 */
import type { Reason } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { CarMotion, type Motion } from './car-motion.js';
import { toFrame } from './map-frame.js';
import {
  ALONG_NOISE,
  BESIDE_NOISE,
  USUAL_SCALE,
  weighCurvature,
  weighPosition,
  type Candidate,
} from './match-evidence.js';
import { placesNear } from './near-roads.js';
import { branchesOf } from './path-ahead.js';
import { besideLanes, distanceLeft, headingAt, pointAt, type Place } from './place.js';
import { roadCount, roadLength, type RoadMap } from './road-map.js';

/** m beside the lanes of the nearest road, where being off the map is as likely as being on it */
const OFF_DISTANCE = 15;
/** standard deviations of the curvature, by which a road may miss it before being off the map explains it better */
const OFF_CURVATURE = 2;
/** m, in which positions and curvatures say something new: their errors last */
const EVIDENCE_LENGTH = 10;
/** m²/m, by which odometry alone gets worse */
const ODOMETRY_VARIANCE = 0.03;
/** m, search radius, and the wide one where nothing is known */
const NEAR = 15;
const FAR = 40;
/** m, of how far beside the line a car is known to be, where its lane tells which way it goes at a fork */
const LANE_NOISE = 1.5;
/** m; two candidates on one road, this close, are one */
const SAME_PLACE = 12;
/** m along its road, within which a car that turned round is back */
const TURNING = 60;
/** What a road that comes near, or being off the map, starts with. */
const NEWCOMER = 0.01;
const NEGLIGIBLE = 1e-4;
const MOST_CANDIDATES = 8;
/** of the odometry, what is believed before anything is seen */
const NEW_ODOMETRY = { scale: 0, scaleVariance: USUAL_SCALE ** 2 };
/** The candidate in use gives way to another only if that one is so many times as likely. */
const HYSTERESIS = 3;
/** below it ROAD_UNSURE */
const SURE = 0.7;
/** s, longer than the second of slow receivers, and m; what odometry may carry a match over before it is stale, and lost */
const STALE_AFTER = 1.5;
const LOST_DEVIATION = 40;

export type Match = {
  /** where the car is; nothing where that is not known or off the map */
  at?: Candidate | undefined;
  reasons: Reason[];
};

export class MapMatcher {
  readonly motion = new CarMotion();
  readonly #map: RoadMap;
  readonly #route: ReadonlySet<number> | undefined;
  #candidates: Candidate[] = [];
  #used: Candidate | undefined;
  /** what is known of the odometry, which belongs to the car: it outlives the candidates that learned it */
  #odometry = NEW_ODOMETRY;
  #offMap = 0;
  /** the last place that was known */
  #known: Place | undefined;

  /** `route`: roads that the car is known to take where it has the choice */
  constructor(map: RoadMap, route?: ReadonlySet<number>) {
    this.#map = map;
    this.#route = route;
  }

  push(sample: VehicleSample): Match {
    const reasons: Reason[] = [];
    const isFirst = Number.isNaN(this.motion.vEgo);
    const motion = this.motion.push(sample, toFrame(this.#map.frame, sample));
    if (motion.isRestart || (isFirst && this.#candidates.length === 0)) this.#restart();
    if (motion.isJump) reasons.push('POSITION_JUMP');
    this.#advance(motion.distance);
    this.#compareCurvature(sample, motion);
    if (motion.fix) this.#weigh(motion.fix, motion.distance);
    this.#normalise();
    this.#choose();
    return this.#describe(reasons);
  }

  /** On a profile the car starts at its beginning; on a map the first position tells. */
  #restart(): void {
    this.#candidates = [];
    this.#used = this.#known = undefined;
    this.#offMap = 0;
    if (this.#map.frame.kind !== 'profile' || roadCount(this.#map) === 0) return;
    const start = { road: 0, direction: 1, s: 0, variance: 1, covariance: 0, offset: 0, probability: 1 } as const;
    this.#candidates.push({ ...start, ...this.#odometry });
  }

  #advance(distance: number): void {
    if (distance === 0) return;
    for (const candidate of [...this.#candidates]) {
      const { scale, scaleVariance, covariance } = candidate;
      candidate.variance +=
        (2 * covariance + distance * scaleVariance) * distance + ODOMETRY_VARIANCE * Math.abs(distance);
      candidate.covariance += distance * scaleVariance;
      const driven = (1 + scale) * distance;
      const over = driven - distanceLeft(this.#map, candidate);
      if (over <= 0) candidate.s += candidate.direction * driven;
      else this.#passEnd(candidate, over);
    }
  }

  /** `over`: m that the car is beyond the end of the road. Of the roads from there, its lane leads to some. */
  #passEnd(candidate: Candidate, over: number): void {
    this.#candidates.splice(this.#candidates.indexOf(candidate), 1);
    const ways = branchesOf(this.#map, candidate, { route: this.#route, vEgo: this.motion.vEgo }).map(
      ({ place, probability }) => {
        const offset = candidate.offset - lateralStep(this.#map, candidate, place);
        const outside = besideLanes(this.#map, place.road, place.direction, offset);
        return {
          next: { ...candidate, ...place, offset },
          share: probability * Math.exp(-0.5 * (outside / LANE_NOISE) ** 2),
        };
      },
    );
    const sum = ways.reduce((total, { share }) => total + share, 0);
    if (!(sum > 0)) {
      this.#offMap += candidate.probability;
      return;
    }
    ways.sort((a, b) => b.share - a.share);
    ways.forEach(({ next, share }, w) => {
      next.probability *= share / sum;
      next.s += next.direction * Math.min(over, distanceLeft(this.#map, next));
      this.#candidates.push(next);
      if (w === 0 && this.#used === candidate) this.#used = next;
    });
  }

  /** The curvature that the car drives, against the road's: where it changes it says how far along the car is. */
  #compareCurvature({ curvature, valid }: VehicleSample, { distance }: Motion): void {
    if (!valid || !Number.isFinite(curvature) || !(distance > 0)) return;
    const weight = Math.min(1, distance / EVIDENCE_LENGTH);
    this.#offMap *= Math.exp(-0.5 * weight * OFF_CURVATURE ** 2);
    const { vEgo } = this.motion;
    for (const candidate of this.#candidates)
      candidate.probability *= Math.exp(weighCurvature(this.#map, candidate, { curvature, vEgo, weight }));
  }

  #weigh(fix: { x: number; y: number }, distance: number): void {
    const weight = Math.min(1, (1 + distance) / EVIDENCE_LENGTH);
    const evidence = { fix, motion: this.motion };
    for (const candidate of this.#candidates)
      candidate.probability *= Math.exp(weight * weighPosition(this.#map, candidate, evidence));
    this.#offMap = Math.max(this.#offMap, NEWCOMER) * Math.exp(-0.5 * weight * (OFF_DISTANCE / BESIDE_NOISE) ** 2);
    this.#admit(fix);
  }

  /** Roads near the position that are no candidates yet. */
  #admit({ x, y }: { x: number; y: number }): void {
    const { heading, headingVariance } = this.motion;
    const isLost = this.#candidates.length === 0;
    const course = headingVariance < 1 ? heading : NaN;
    const best = this.#candidates.reduce((most, { probability }) => Math.max(most, probability), 0);
    for (const near of placesNear(this.#map, x, y, isLost ? FAR : NEAR, course)) {
      const { road, direction, s, offset, outside } = near;
      const isKnown = this.#candidates.some(
        (one) => one.road === road && one.direction === direction && Math.abs(one.s - s) < SAME_PLACE,
      );
      if (isKnown) continue;
      const fit = Math.exp(-0.5 * (outside / BESIDE_NOISE) ** 2);
      const probability = isLost ? fit : NEWCOMER * Math.max(best, NEGLIGIBLE) * fit;
      const place = { road, direction, s, variance: ALONG_NOISE ** 2, covariance: 0, offset, probability };
      this.#candidates.push({ ...place, ...this.#odometry });
    }
  }

  #normalise(): void {
    const sum = this.#candidates.reduce((total, { probability }) => total + probability, this.#offMap);
    if (!(sum > 0)) {
      this.#candidates = [];
      return;
    }
    this.#offMap /= sum;
    for (const candidate of this.#candidates) candidate.probability /= sum;
    this.#candidates.sort((a, b) => b.probability - a.probability);
    const kept: Candidate[] = [];
    for (const candidate of this.#candidates) {
      if (candidate.probability < NEGLIGIBLE || kept.length === MOST_CANDIDATES) break;
      const twin = kept.find(
        ({ road, direction, s }) =>
          road === candidate.road && direction === candidate.direction && Math.abs(s - candidate.s) < SAME_PLACE / 2,
      );
      if (twin) twin.probability += candidate.probability;
      else kept.push(candidate);
      if (twin && this.#used === candidate) this.#used = twin;
    }
    this.#candidates = kept;
  }

  #choose(): void {
    const best = this.#candidates[0];
    const used = this.#used && this.#candidates.includes(this.#used) ? this.#used : undefined;
    this.#used = !used || (best && best.probability > HYSTERESIS * used.probability) ? best : used;
    if (this.#used) this.#odometry = { scale: this.#used.scale, scaleVariance: this.#used.scaleVariance };
  }

  #describe(reasons: Reason[]): Match {
    const at = this.#used;
    const isPlaced = this.#map.frame.kind !== 'profile';
    if (isPlaced && this.motion.sinceFix > STALE_AFTER) reasons.push('POSITION_STALE');
    const isOff = !at || this.#offMap > at.probability || Math.sqrt(at.variance) > LOST_DEVIATION;
    if (isOff) {
      // before the first position nothing is known, which is not the map's fault
      if (this.#candidates.length > 0 || this.motion.sinceFix < Infinity) reasons.push('OFF_MAP');
      return { reasons };
    }
    const { road, direction, s } = at;
    const known = this.#known;
    if (known?.road === road && known.direction !== direction && Math.abs(known.s - s) < TURNING)
      reasons.push('U_TURN');
    this.#known = { road, direction, s };
    if (at.probability < SURE) reasons.push('ROAD_UNSURE');
    return { at, reasons };
  }
}

/** m to the left, by which the line of the road that is entered lies beside that of the road that is left. */
function lateralStep(map: RoadMap, { road, direction }: Place, entered: Place): number {
  const end = { road, direction, s: direction === 1 ? roadLength(map, road) : 0 };
  const [from, to, heading] = [pointAt(map, end), pointAt(map, entered), headingAt(map, end)];
  return (to.y - from.y) * Math.cos(heading) - (to.x - from.x) * Math.sin(heading);
}
