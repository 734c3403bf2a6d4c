import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bend, line } from '../../../drives/synthetic/road-elements.js';
import { drawRoad, ROAD_KINDS } from '../../../drives/synthetic/road-kinds.js';
import { Random } from '../../../drives/synthetic/random.js';
import { curvatureAt, headingAt, layRoad, poseAt } from '../../../drives/synthetic/road.js';

const anyRoad = fc
  .tuple(fc.constantFrom(...ROAD_KINDS), fc.integer())
  .map(([kind, seed]) => ({ kind, road: drawRoad(kind, 60, new Random(seed)) }));

describe('a synthetic road', () => {
  it('is continuous in curvature, heading and place wherever two segments meet', () => {
    fc.assert(
      fc.property(anyRoad, ({ road }) => {
        for (const { start, startCurvature, heading, x, y } of road.segments.slice(1)) {
          const before = poseAt(road, start - 1e-6);
          expect(curvatureAt(road, start - 1e-6)).toBeCloseTo(startCurvature, 6);
          expect(before.heading).toBeCloseTo(heading, 5);
          expect(Math.hypot(before.x - x, before.y - y)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('turns by length times curvature on an arc, to the left where curvature is positive', () => {
    const road = layRoad([{ length: 50, startCurvature: 0.01, endCurvature: 0.01, speedLimit: 20 }]);
    expect(headingAt(road, 50)).toBeCloseTo(0.5, 12);
    const end = poseAt(road, 50);
    expect(end.x).toBeCloseTo(100 * Math.sin(0.5), 9);
    expect(end.y).toBeCloseTo(100 * (1 - Math.cos(0.5)), 9);
  });

  it('has the Fresnel integrals for the end of a clothoid', () => {
    // A = 1 in units of √π·100 m: C(1) = 0.7798934, S(1) = 0.4382591 (Abramowitz and Stegun, table 7.7)
    const unit = 100;
    const road = layRoad([{ length: unit, startCurvature: 0, endCurvature: Math.PI / unit, speedLimit: 20 }]);
    expect(poseAt(road, unit).x).toBeCloseTo(77.98934, 4);
    expect(poseAt(road, unit).y).toBeCloseTo(43.82591, 4);
  });

  it('turns a bend by its deflection, also where the clothoids meet without an arc', () => {
    for (const deflection of [1.2, -0.7, 0.1]) {
      const road = layRoad([
        line(10, 20),
        ...bend({ radius: 80, deflection, clothoid: 60, speedLimit: 20 }),
        line(10, 20),
      ]);
      expect(headingAt(road, road.length)).toBeCloseTo(deflection, 12);
      expect(curvatureAt(road, road.length)).toBe(0);
    }
  });

  it('has the kind of bends that its name says', () => {
    const tightest = (kind: (typeof ROAD_KINDS)[number]) =>
      Array.from({ length: 20 }, (_, seed) => drawRoad(kind, 120, new Random(seed)))
        .flatMap(({ segments }) => segments.map(({ endCurvature }) => 1 / Math.abs(endCurvature)))
        .reduce((a, b) => Math.min(a, b));
    expect(tightest('motorway')).toBeGreaterThanOrEqual(500);
    expect(tightest('country')).toBeGreaterThanOrEqual(100);
    expect(tightest('town')).toBeGreaterThanOrEqual(8);
    expect(tightest('town')).toBeLessThan(12);
    expect(tightest('roundabout')).toBeGreaterThanOrEqual(10);
  });
});
