import { describe, expect, it } from 'vitest';
import { toRoadMap } from '../../road/road-map.js';
import { formatRoads } from '../../road/road-table.js';
import { geometry, read, road } from './opendrive-text.js';

describe('formatRoads', () => {
  const plan = geometry(0, 50, '<line/>') + geometry(50, 30, '<arc curvature="-0.02"/>', 50);
  const map = toRoadMap(read(road({ id: '1', plan }), road({ id: 'a,b', plan: geometry(0, 10, '<line/>') })));

  it('has each station, so that a jump of the curvature is two rows', () => {
    const [title, ...rows] = [...formatRoads(map, { road: '1' })].map((line) => line.trimEnd().split(','));
    expect(title).toEqual(['road', 's', 'Curvature', 'x', 'y', 'heading']);
    expect(rows.filter(([, s]) => s === '50').map(([, , curvature]) => curvature)).toEqual(['0', '-0.02']);
    expect(rows.at(-1)!.slice(0, 3)).toEqual(['1', '80', '-0.02']);
    expect(Number(rows.at(-1)![3])).toBeCloseTo(50 + 50 * Math.sin(0.6), 5);
    expect(Number(rows.at(-1)![5])).toBeCloseTo(-0.6, 9);
  });

  it('has a row at every step and at the end of each road', () => {
    const rows = [...formatRoads(map, { step: 30 })].slice(1).map((line) => line.replace(/(,[^,]*){3}$/, '').trimEnd());
    expect(rows).toEqual(['1,0,0', '1,30,0', '1,60,-0.02', '1,80,-0.02', '"a,b",0,0', '"a,b",10,0']);
  });

  it('names the roads that there are where one is not', () => {
    expect(() => [...formatRoads(map, { road: '2' })]).toThrow(
      'expected the name of a road of the map (1, a,b), got "2" (--road)',
    );
  });
});
