import { describe, expect, it } from 'vitest';
import { clothoid, paramPoly3, poly3 } from '../../road/opendrive-geometry.js';

describe('the shapes of a plan view', () => {
  it('a spiral ends where Fresnel’s integrals say', () => {
    // C(1) and S(1) of the normalised integrals (Abramowitz and Stegun, table 7.7): κ(s) = π·s over a length of 1
    const [, end] = clothoid(1, 0, Math.PI).places([0, 1]);
    expect(end!.x).toBeCloseTo(0.7798934004, 6);
    expect(end!.y).toBeCloseTo(0.4382591474, 6);
    expect(end).toMatchObject({ heading: Math.PI / 2, curvature: Math.PI });
  });

  it('an arc is a circle', () => {
    const [, end] = clothoid(Math.PI * 5, 0.1, 0.1).places([0, Math.PI * 5]);
    expect(end!.x).toBeCloseTo(10, 5);
    expect(end!.y).toBeCloseTo(10, 5);
  });

  it('a poly3 has the curvature of its graph, over its arc length', () => {
    // v = u²/200: κ = 0.01/(1 + (u/100)²)^1.5, and its arc length has a closed form
    const arc = (u: number) => (u / 2) * Math.hypot(1, u / 100) + 50 * Math.asinh(u / 100);
    const shape = poly3(arc(80), [0, 0, 1 / 200, 0]);
    for (const u of [0, 20, 50, 80]) {
      const [place] = shape.places([arc(u)]);
      expect(place!.x).toBeCloseTo(u, 4);
      expect(place!.y).toBeCloseTo(u ** 2 / 200, 4);
      expect(place!.curvature).toBeCloseTo(0.01 / (1 + (u / 100) ** 2) ** 1.5, 7);
    }
  });

  it.each([
    ['normalized', 1],
    ['arcLength', 40],
  ])('a paramPoly3 over %s parameters is the same curve', (_, range) => {
    // u = 40·t, v = 8·t² for t = p/range
    const shape = paramPoly3(41.03, [0, 40 / range, 0, 0], [0, 0, 8 / range ** 2, 0], range);
    const [start, end] = shape.places([0, 41.03]);
    expect(start!.curvature).toBeCloseTo((40 * 16) / 40 ** 3, 6);
    expect(end!.x).toBeCloseTo(40, 3);
    expect(end!.y).toBeCloseTo(8, 3);
    expect(end!.curvature).toBeCloseTo((40 * 16) / Math.hypot(40, 16) ** 3, 6);
    expect(shape.measured).toBeCloseTo(41.03, 1);
  });
});
