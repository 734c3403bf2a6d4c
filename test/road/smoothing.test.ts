import { describe, expect, it } from 'vitest';
import { smoothPolyline, type Point } from '../../road/polyline-road.js';
import { Random } from '../../drives/synthetic/random.js';
import { layRoad, poseAt, curvatureAt, type Road } from '../../drives/synthetic/road.js';
import { drawRoad } from '../../drives/synthetic/road-kinds.js';
import { bend, line } from '../../drives/synthetic/road-elements.js';

function sampled(road: Road, step: number, noise = 0, seed = 1): Point[] {
  const random = new Random(seed);
  const points: Point[] = [];
  for (let s = 0; s <= road.length; s += step) {
    const { x, y } = poseAt(road, s);
    points.push({ x: x + noise * random.normal(), y: y + noise * random.normal() });
  }
  return points;
}
function errors(road: Road, points: Point[], kind: 'drawn' | 'trace', margin: number) {
  const t0 = performance.now();
  const got = smoothPolyline(points, kind)!;
  const ms = performance.now() - t0;
  const scale = road.length / got.s.at(-1)!;
  let sum = 0,
    n = 0,
    max = 0;
  got.s.forEach((s, k) => {
    if (s < margin || s > got.s.at(-1)! - margin) return;
    const e = got.curvature[k]! - curvatureAt(road, s * scale);
    sum += e * e;
    n++;
    max = Math.max(max, Math.abs(e));
  });
  return { rms: Math.sqrt(sum / n), max, wl: got.wavelength, n: got.s.length, ms, scale };
}
describe('try', () => {
  it('circles', () => {
    for (const R of [10, 50, 200, 1000])
      for (const step of [2, 5, 10]) {
        const c = layRoad([
          { length: Math.min(600, 6 * R), startCurvature: 1 / R, endCurvature: 1 / R, speedLimit: 20 },
        ]);
        console.log('circle', R, step, JSON.stringify(errors(c, sampled(c, step), 'drawn', 0)));
        console.log('circle noise', R, step, JSON.stringify(errors(c, sampled(c, step, 0.3), 'drawn', 0)));
      }
    for (const kind of ['motorway', 'country', 'town', 'roundabout'] as const) {
      const road = drawRoad(kind, 100, new Random(3));
      for (const [step, noise] of [
        [2, 0],
        [5, 0],
        [10, 0],
        [5, 0.2],
        [1, 1],
        [3, 1],
      ] as const)
        console.log(
          kind,
          step,
          noise,
          JSON.stringify(errors(road, sampled(road, step, noise), noise === 1 ? 'trace' : 'drawn', 20)),
        );
    }
    void bend;
    void line;
    expect(1).toBe(1);
  });
});
