import { describe, expect, it } from 'vitest';
import { chordsOf } from '../../road/chords.js';
import { clothoid } from '../../road/opendrive-geometry.js';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap } from '../../road/road-map.js';
import { geometry, read, road } from './opendrive-text.js';

/** A left bend of radius 60 m from (0, 0), drawn by chords of 2 m, after a straight of 80 m. */
const chords = (count: number, turn = 2 / 60) =>
  Array.from({ length: count }, (_, k) => k).reduce(
    ({ plan, x, y }, k) => {
      const heading = (k + 0.5) * turn;
      return {
        plan: plan + geometry(x, 2, '<line/>', 80 + 2 * k, heading, y),
        x: x + 2 * Math.cos(heading),
        y: y + 2 * Math.sin(heading),
      };
    },
    { plan: geometry(-80, 80, '<line/>'), x: 0, y: 0 },
  ).plan;

describe('bends drawn by lines', () => {
  it('sees the bend in lines that meet in kinks, and says so', () => {
    const { roads, remarks } = read(road({ id: '1', plan: chords(40) }));
    expect(remarks).toEqual([
      expect.stringMatching(
        /^m.xodr: road 1: 41 lines that turn by 1.32 rad in kinks smoothed, waves of \d+ m halved, at line 1$/,
      ),
    ]);
    const map = toRoadMap({ ...read(road({ id: '1', plan: chords(40) })), roads });
    const at = (s: number) => curvatureAt(map, { road: 0, direction: 1, s });
    for (const s of [20, 50]) expect(Math.abs(at(s))).toBeLessThan(2e-4);
    for (const s of [100, 120, 140]) expect(at(s)).toBeCloseTo(1 / 60, 3);
    expect(roads[0]!.s.at(-1)).toBeCloseTo(160, 9);
  });

  it('keeps lines straight that turn no more than their numbers are rounded', () => {
    const { roads, remarks } = read(road({ id: '1', plan: chords(40, 1e-4) }));
    expect(remarks).toEqual([]);
    expect(roads[0]!.curvature.every((curvature) => curvature === 0)).toBe(true);
  });

  it('keeps long lines that meet in kinks', () => {
    let [x, y] = [0, 0];
    const plan = Array.from({ length: 6 }, (_, k) => {
      const text = geometry(x, 300, '<line/>', 300 * k, 0.3 * k, y);
      [x, y] = [x + 300 * Math.cos(0.3 * k), y + 300 * Math.sin(0.3 * k)];
      return text;
    });
    const { roads, remarks } = read(road({ id: '1', plan: plan.join('') }));
    expect(remarks).toEqual(Array(5).fill(expect.stringContaining('geometry begins with a kink of 0.299 rad')));
    expect(roads[0]!.curvature.every((curvature) => curvature === 0)).toBe(true);
  });

  it('looks at each line of a long straight a few times, not at all of them from each', () => {
    let reads = 0;
    const line = { x: 0, y: 0, length: 2, kind: 'line', shape: clothoid(2, 0, 0), line: 1 };
    const lines = Array.from({ length: 2000 }, (_, k) => ({
      ...line,
      s: 2 * k,
      x: 2 * k,
      get hdg() {
        reads++;
        return 0;
      },
    }));
    expect(chordsOf(lines).size).toBe(0);
    expect(reads).toBeLessThan(10 * lines.length);
  });

  it('keeps corners that are meant', () => {
    const corner = geometry(0, 50, '<line/>') + geometry(50, 50, '<line/>', 50, Math.PI / 2);
    expect(read(road({ id: '1', plan: corner })).remarks).toEqual([
      expect.stringContaining('geometry begins with a kink of 1.414 rad'),
    ]);
  });
});
