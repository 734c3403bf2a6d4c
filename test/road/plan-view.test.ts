import { describe, expect, it } from 'vitest';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap } from '../../road/road-map.js';
import { geometry, read, road } from './opendrive-text.js';

describe('the plan view of a road', () => {
  it('leaves out what it can’t use, says so with its line, and keeps the rest', () => {
    const plan = [
      geometry(0, 50, '<line/>'),
      geometry(50, 0, '<line/>', 50),
      geometry(50, 10, '<nurbs order="3"/>', 50),
      geometry(50, 10, '<arc/>', 50),
      geometry(50, 'x', '<line/>', 50),
      geometry(50, 20, '<spiral curvStart="0" curvEnd="0.01"/>', 50),
    ].join('\n');
    const { roads, remarks } = read(road({ id: '7', plan }));
    expect(roads[0]!.s.at(-1)).toBe(70);
    const later = read(
      road({
        id: '7',
        plan:
          geometry(0, 50, '<line/>') +
          geometry(50, 10, '<nurbs/>', 50) +
          geometry(60, 20, '<arc curvature="0.01"/>', 60),
      }),
    );
    const map = toRoadMap(later); // what is left out is a gap, and s goes on as the file has it
    expect([40, 61, 79].map((at) => curvatureAt(map, { road: 0, direction: 1, s: at }))).toEqual([0, 0.01, 0.01]);
    expect(later.roads[0]!.s.at(-1)).toBe(80);
    expect(remarks).toEqual([
      'm.xodr: road 7: geometry of length 0 left out at line 2',
      'm.xodr: road 7: geometry "nurbs" is not known and left out at line 3',
      'm.xodr: road 7: arc without its numbers left out at line 4',
      'm.xodr: road 7: geometry without a number for s, x, y, hdg or length left out at line 5',
    ]);
  });

  it.each([
    [
      '<paramPoly3 aU="0" bU="0" cU="0" dU="0" aV="0" bV="0" cV="0" dV="0"/>',
      20,
      'paramPoly3 of a curvature of NaN 1/m',
    ],
    [
      '<paramPoly3 aU="0" bU="30" cU="-30" dU="0" aV="0" bV="0" cV="0" dV="0"/>',
      20,
      'paramPoly3 of a curvature of NaN 1/m',
    ],
    ['<arc curvature="1e6"/>', 20, 'arc of a curvature of 1.00e+6 1/m'],
    ['<line/>', 1e9, 'geometry of length 1000000000'],
  ])('leaves out %s of %d m, which no car could follow', (shape, length, what) => {
    const plan = geometry(0, 50, '<line/>') + geometry(50, length, shape, 50) + geometry(70, 20, '<line/>', 70);
    const { roads, remarks } = read(road({ id: '1', plan }));
    expect(remarks[0]).toBe(`m.xodr: road 1: ${what} left out at line 1`);
    expect(roads[0]!.curvature.every((curvature) => curvature === 0)).toBe(true);
    expect(roads[0]!.s.at(-1)).toBe(90);
  });

  it('takes geometries by their s, in whatever order they are written', () => {
    const line = geometry(0, 50, '<line/>');
    const arc = geometry(50, 20, '<arc curvature="0.01"/>', 50);
    const { roads, remarks } = read(road({ id: '1', plan: arc + line }));
    expect([...roads[0]!.s]).toEqual([...read(road({ id: '1', plan: line + arc })).roads[0]!.s]);
    expect(remarks).toEqual(['m.xodr: road 1: its geometries are not written in the order of s: taken in that order']);
  });
});
