import type { RoadSegment } from './road.js';

export function line(length: number, speedLimit: number): RoadSegment {
  return { length, startCurvature: 0, endCurvature: 0, speedLimit };
}

export type Bend = {
  /** m, of the arc */
  radius: number;
  /** rad, change of heading over the whole bend, left positive */
  deflection: number;
  /** m, the clothoids' A with A² = R·L; RAL 2012 and RAA 2008 want R/3 <= A <= R, for a transition that eye and hand follow */
  clothoid: number;
  /** m/s */
  speedLimit: number;
};

/**
 * Clothoid, arc, clothoid. Each clothoid turns by L/2R; where both together would turn further than the deflection,
 * A is reduced until they meet without an arc.
 */
export function bend({ radius, deflection, clothoid, speedLimit }: Bend): RoadSegment[] {
  const turn = Math.abs(deflection);
  const curvature = Math.sign(deflection) / radius;
  const transition = Math.min(clothoid ** 2 / radius, radius * turn);
  const arc = radius * turn - transition;
  const segments: RoadSegment[] = [
    { length: transition, startCurvature: 0, endCurvature: curvature, speedLimit },
    { length: arc, startCurvature: curvature, endCurvature: curvature, speedLimit },
    { length: transition, startCurvature: curvature, endCurvature: 0, speedLimit },
  ];
  return segments.filter(({ length }) => length > 0);
}

/** One swing of a slalom: curvature up to `peak` (1/m, signed) and back to zero over `length` (m). */
export function swing(length: number, peak: number, speedLimit: number): RoadSegment[] {
  return [
    { length: length / 2, startCurvature: 0, endCurvature: peak, speedLimit },
    { length: length / 2, startCurvature: peak, endCurvature: 0, speedLimit },
  ];
}
