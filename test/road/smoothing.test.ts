import { describe, expect, it } from 'vitest';
import { Random } from '../../drives/synthetic/random.js';
import { drawRoad } from '../../drives/synthetic/road-kinds.js';
import { smoothPolyline } from '../../road/polyline-road.js';
import { curvatureError, pointsOf, roadOf } from './make-roads.js';

const circle = (radius: number) => roadOf({ length: Math.min(600, 6 * radius), from: 1 / radius, to: 1 / radius });
const smooth = (...given: Parameters<typeof smoothPolyline>) => smoothPolyline(...given)!;

describe('smoothPolyline', () => {
  it.each([
    [50, 5, 1e-4],
    [-50, 5, 1e-4],
    [200, 10, 1e-5],
    [1000, 10, 1e-6],
  ])(
    'gives a circle of radius %i m, drawn every %i m, its signed curvature within %f, ends and all',
    (radius, step, bound) => {
      const road = roadOf({ length: Math.min(600, 6 * Math.abs(radius)), from: 1 / radius, to: 1 / radius });
      expect(curvatureError(smooth(pointsOf(road, step), 'drawn'), road).rms).toBeLessThan(bound);
    },
  );

  it('gives a clothoid its linear curvature, from left to right', () => {
    const road = roadOf({ length: 200, from: 0.01, to: -0.01 });
    const line = smooth(pointsOf(road, 5), 'drawn');
    expect(curvatureError(line, road, 15).max).toBeLessThan(2e-5);
    expect(curvatureError(line, road).max).toBeLessThan(6e-4); // at the ends nothing says that it goes on
    expect(line.curvature[0]).toBeCloseTo(0.01, 2);
    expect(line.curvature.at(-1)).toBeCloseTo(-0.01, 2);
  });

  it.each([
    [50, 5, 2e-3],
    [200, 5, 5e-4],
    [1000, 10, 1e-4],
  ])('finds the curvature of a circle of radius %i m under a mapper’s noise of 0.3 m', (radius, step, bound) => {
    const road = circle(radius);
    expect(curvatureError(smooth(pointsOf(road, step, 0.3), 'drawn'), road).rms).toBeLessThan(bound);
  });

  it.each([
    ['motorway', 1e-4],
    ['country', 7e-4],
  ] as const)('finds the curvature of a %s under a receiver’s noise of 1 m', (kind, bound) => {
    for (const seed of [1, 2, 3]) {
      const road = drawRoad(kind, 60, new Random(seed));
      for (const step of [1, 3]) {
        expect(curvatureError(smooth(pointsOf(road, step, 1), 'trace'), road, 20).rms).toBeLessThan(bound);
      }
    }
  });

  it('says how much it smooths: more where there is more noise', () => {
    const road = drawRoad('country', 60, new Random(1));
    const [exact, noisy] = [0, 0.5].map((noise) => smooth(pointsOf(road, 5, noise), 'drawn').wavelength);
    expect(noisy).toBeGreaterThan(2 * exact!);
  });

  it('keeps a long straight side between bends straight', () => {
    const bend = Array.from({ length: 9 }, (_, k) => ({ x: 50 * Math.sin(k / 8) - 42, y: 50 - 50 * Math.cos(k / 8) }));
    const line = smooth([{ x: -342, y: 0 }, { x: -52, y: 0 }, ...bend], 'drawn');
    const middle = [...line.curvature].filter((_, i) => line.s[i]! > 60 && line.s[i]! < 250);
    expect(Math.max(...middle.map(Math.abs))).toBeLessThan(3e-4);
  });

  it('takes points that come again once, and those of a standing receiver as one place', () => {
    const road = circle(100);
    const points = pointsOf(road, 5);
    const twice = points.flatMap((point) => [point, point, { ...point }]);
    expect(smooth(twice, 'drawn')).toEqual(smooth(points, 'drawn'));
    const random = new Random(2);
    const standing = Array.from({ length: 200 }, () => ({ x: 0.5 * random.normal(), y: 0.5 * random.normal() }));
    expect(curvatureError(smooth([...standing, ...pointsOf(road, 2).slice(4)], 'trace'), road, 20).rms).toBeLessThan(
      2e-3,
    );
  });

  it('has no line for points in one place, and no curvature for two or three', () => {
    expect(smoothPolyline([], 'drawn')).toBeUndefined();
    expect(
      smoothPolyline(
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
        'drawn',
      ),
    ).toBeUndefined();
    expect([
      ...smooth(
        [
          { x: 0, y: 0 },
          { x: 3, y: 4 },
        ],
        'drawn',
      ).s,
    ]).toEqual([0, 5]);
  });

  it('follows a line that crosses itself', () => {
    const road = roadOf(
      { length: 100, from: 0, to: 0 },
      { length: 250, from: 0.02, to: 0.02 },
      { length: 100, from: 0, to: 0 },
    );
    expect(curvatureError(smooth(pointsOf(road, 2), 'drawn'), road, 5).rms).toBeLessThan(1.5e-3);
  });
});
