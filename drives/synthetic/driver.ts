/**
 * A driver at the wheel: anticipates the road ahead and, now and then, corrects the position in the lane. The two
 * parts are those of Donges, A Two-Level Model of Driver Steering Behavior, Human Factors 20, 1978.
 */
import type { SteadyState } from '../../core/baselines.js';
import { steadyStateAngle } from '../../core/baselines.js';
import { MOVING, SteeringCorrections } from './corrections.js';
import type { DriverStyle } from './driver-style.js';
import type { Random } from './random.js';
import { curvatureAt, headingAt, type Road } from './road.js';
import { answerDistance } from './single-track.js';
import { steadyStateOf, type Vehicle } from './vehicle.js';
import { Wander } from './wander.js';

/** m, what a driver looks ahead at least */
const NEAREST_LOOK = 6;
/** deg, correction that is worth making at any speed */
const LARGEST_TOLERATED = 2;
/** m, on which the road ahead is averaged at least */
const SHORTEST_STRETCH = 1;

/** How the car moves in its lane, left positive. */
export type LaneMotion = {
  /** m, along the road */
  s: number;
  /** m, from the middle of the lane */
  offset: number;
  /** rad, against the road */
  course: number;
  /** m/s² */
  lateralAcceleration: number;
  /** m/s */
  vEgo: number;
};

export class Driver {
  readonly #road: Road;
  readonly #style: DriverStyle;
  readonly #car: SteadyState;
  readonly #vehicle: Vehicle;
  readonly #corrections: SteeringCorrections;
  readonly #lane: Wander;
  readonly #effort: Wander;
  readonly #tremor: Wander;
  readonly #dt: number;

  constructor(road: Road, vehicle: Vehicle, { style, random, dt }: { style: DriverStyle; random: Random; dt: number }) {
    this.#road = road;
    this.#style = style;
    this.#car = { ...steadyStateOf(vehicle), offset: 0 };
    this.#vehicle = vehicle;
    this.#corrections = new SteeringCorrections(style, random.split(), dt);
    this.#lane = new Wander(random.split(), { std: style.laneWander, correlation: 8 });
    this.#effort = new Wander(random.split(), { std: style.effortNoise, correlation: 1 });
    this.#tremor = new Wander(random.split(), { std: style.tremorDeg, correlation: 0.05 });
    this.#dt = dt;
  }

  /** One step of `dt`: the steering-wheel angle in deg, left positive, without the sensor's offset. */
  steer(motion: LaneMotion): number {
    const { vEgo } = motion;
    const anticipated = this.#curvatureAhead(motion) * this.#style.gainError * (1 + this.#effort.next(this.#dt));
    const correction = this.#corrections.next({
      wantedDeg: this.#angle(this.#leadBack(this.#errorAhead(motion), vEgo), vEgo),
      toleratedDeg: Math.min(LARGEST_TOLERATED, -this.#angle(this.#leadBack(this.#style.tolerance, vEgo), vEgo)),
      vEgo,
    });
    return this.#angle(anticipated, vEgo) + correction + this.#tremor.next(this.#dt);
  }

  #angle(curvature: number, vEgo: number): number {
    return steadyStateAngle(this.#car, curvature, vEgo);
  }

  /** The mean curvature of a stretch ahead: how much the road turns between two points of regard, over their distance. */
  #curvatureAhead({ s, vEgo }: LaneMotion): number {
    const centre = s + answerDistance(this.#vehicle, vEgo) + vEgo * this.#style.leadError;
    const half = 0.5 * Math.max(SHORTEST_STRETCH, vEgo * this.#style.smoothing);
    return (headingAt(this.#road, centre + half) - headingAt(this.#road, centre - half)) / (2 * half);
  }

  /** m, to the left of the place aimed at, where the car will be at the preview distance. */
  #errorAhead(motion: LaneMotion): number {
    const course = motion.course + this.#turnToCome(motion);
    return motion.offset - this.#lane.next(this.#dt) + this.#previewDistance(motion.vEgo) * Math.sin(course);
  }

  /**
   * rad, by which the car will have turned against the road before a correction tells: the lead with which people make
   * up for the delays of themselves and the vehicle (McRuer and others, New Results in Driver Steering Control Models,
   * Human Factors 19, 1977). Without it, long delays make the car weave.
   */
  #turnToCome({ s, lateralAcceleration, vEgo }: LaneMotion): number {
    if (vEgo < MOVING) return 0;
    const excess = lateralAcceleration / vEgo ** 2 - curvatureAt(this.#road, s); // 1/m, of the path over the road
    return excess * (vEgo * this.#style.reactionTime + answerDistance(this.#vehicle, vEgo));
  }

  /**
   * The curvature (1/m) that makes up for an error (m) at the preview distance D: the arc κ = −2·error/D² (MacAdam, IEEE
   * Transactions on Systems, Man, and Cybernetics 11, 1981), or the driver's share of it.
   */
  #leadBack(error: number, vEgo: number): number {
    return (-2 * this.#style.pull * error) / this.#previewDistance(vEgo) ** 2;
  }

  #previewDistance(vEgo: number): number {
    return Math.max(NEAREST_LOOK, vEgo * this.#style.previewTime);
  }
}
