import { describe, expect, it } from 'vitest';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap } from '../../road/road-map.js';
import { geometry, read, road } from './opendrive-text.js';

describe('the reference line of a road', () => {
  it('keeps jumps of curvature between a line and an arc', () => {
    const network = read(
      road({ id: '1', plan: geometry(0, 50, '<line/>') + geometry(50, 30, '<arc curvature="-0.02"/>', 50) }),
    );
    const map = toRoadMap(network);
    const at = (s: number) => curvatureAt(map, { road: 0, direction: 1, s });
    expect([at(49.99), at(50.01), at(79.9)]).toEqual([0, -0.02, -0.02]);
    expect(curvatureAt(map, { road: 0, direction: -1, s: 60 })).toBe(0.02);
  });

  it('has a polynomial’s curvature between its stations to a thousandth of its sharpest', () => {
    // an S of 20 m: v = 4·(3t² − 2t³) over u = 20·t
    const shape = '<paramPoly3 pRange="normalized" aU="0" bU="20" cU="0" dU="0" aV="0" bV="0" cV="12" dV="-8"/>';
    const speed = (t: number) => Math.hypot(20, 24 * t - 24 * t * t);
    const arc = (t: number) =>
      Array.from({ length: 1000 }, (_, k) => (speed(((k + 0.5) / 1000) * t) * t) / 1000).reduce(
        (sum, one) => sum + one,
        0,
      );
    const map = toRoadMap(read(road({ id: '1', plan: geometry(0, arc(1), shape) })));
    for (let t = 0; t <= 1; t += 0.01) {
      const exact = (20 * (24 - 48 * t)) / speed(t) ** 3;
      expect(Math.abs(curvatureAt(map, { road: 0, direction: 1, s: arc(t) }) - exact)).toBeLessThan(0.06 * 1.1e-3);
    }
  });

  it('takes polynomials in a small multiple of the time for spirals', () => {
    const shape = '<paramPoly3 pRange="normalized" aU="0" bU="30" cU="0" dU="0" aV="0" bV="0" cV="3" dV="-2"/>';
    const plan = (one: string) =>
      Array.from({ length: 300 }, (_, k) => geometry(30 * k, 30, one, 30 * k, 0, k)).join('');
    const timeOf = (one: string) => {
      const text = road({ id: '1', plan: plan(one) });
      const start = performance.now();
      read(text);
      return performance.now() - start;
    };
    expect(read(road({ id: '1', plan: plan(shape) })).remarks).toEqual([]);
    const spiral = '<spiral curvStart="0" curvEnd="0.001"/>';
    const ratios = [1, 2, 3].map(() => timeOf(shape) / timeOf(spiral));
    expect(Math.min(...ratios)).toBeLessThan(60); // 2 to 11; once, it was 300
  });

  it('names gaps, kinks and polynomials of another length', () => {
    const plan =
      geometry(0, 50, '<line/>') +
      geometry(53, 10, '<line/>', 50, 0.2) +
      geometry(
        62.8,
        30,
        '<paramPoly3 pRange="normalized" aU="0" bU="20" cU="0" dU="0" aV="0" bV="0" cV="0" dV="0"/>',
        60,
        0.2,
        1.99,
      );
    expect(read(road({ id: '1', plan })).remarks.map((text) => text.replace(/^.*road 1: /, ''))).toEqual([
      'geometry begins 3.00 m from the end of the one before at line 1',
      'geometry begins with a kink of 0.200 rad at line 1',
      'geometry of length 30 measures 20.000 m at line 1',
    ]);
  });

  it('measures gaps and kinks from where a polynomial really begins', () => {
    // it begins 2 m to the left of its x and y, and runs back
    const back = '<paramPoly3 pRange="arcLength" aU="0" bU="-1" cU="0" dU="0" aV="2" bV="0" cV="0" dV="0"/>';
    const plan = geometry(0, 50, '<line/>') + geometry(50, 20, back, 50);
    expect(read(road({ id: '1', plan })).remarks.map((text) => text.replace(/^.*road 1: /, ''))).toEqual([
      'geometry begins 2.00 m from the end of the one before at line 1',
      'geometry begins with a kink of 2.000 rad at line 1',
    ]);
  });
});
