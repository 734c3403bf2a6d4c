import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Random } from '../../drives/synthetic/random.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { toStreetGraph, type Way } from '../../road/street-graph.js';
import { matchAll } from './match-all.js';

/** Roads of straight lines, in metres. */
function planOf(...ways: (Pick<Way, 'points'> & Partial<Way>)[]): RoadMap {
  const named = ways.map(({ points, ...way }, w) => ({
    name: `${w}`,
    travel: 'both' as const,
    points,
    keys: points.map(({ x, y }) => `${x} ${y}`),
    ...way,
  }));
  return toRoadMap({ frame: { kind: 'local' }, ...toStreetGraph(named, 'drawn'), remarks: [] });
}

const straight = (from: [number, number], to: [number, number]) => ({
  points: Array.from({ length: 101 }, (_, k) => ({
    x: from[0] + (k / 100) * (to[0] - from[0]),
    y: from[1] + (k / 100) * (to[1] - from[1]),
  })),
});

/** A car at 20 m/s that goes along x, 10 times a second. */
function along(count: number, place: (k: number) => Partial<VehicleSample>): VehicleSample[] {
  const random = new Random(4);
  const noise = () => random.normal();
  return Array.from({ length: count }, (_, k) => {
    const { x, y, ...more } = { x: 2 * k, y: 0, ...place(k) };
    const at = x === undefined || y === undefined ? {} : { x: x + noise(), y: y + noise() };
    return { time: k / 10, curvature: 0, vEgo: 20, steeringAngleDeg: 0, valid: true, ...at, ...more };
  });
}

describe('MapMatcher on drawn roads', () => {
  const two = planOf(straight([0, 0], [1000, 0]), straight([0, 25], [1000, 25]));

  it('keeps to its own of two parallel roads, and changes when the car has', () => {
    const stays = matchAll(
      two,
      along(300, (k) => ({ y: k % 50 === 0 ? 16 : 3 })),
    );
    expect(new Set(stays.slice(10).map(({ at }) => at?.road))).toEqual(new Set([0]));
    const changes = matchAll(
      two,
      along(400, (k) => ({ y: k < 200 ? 0 : Math.min(25, (k - 200) / 3) })),
    );
    expect(changes[150]!.at!.road).toBe(0);
    expect(changes[390]!.at!.road).toBe(1);
    const between = matchAll(
      two,
      along(100, () => ({ y: 12.5 })),
    );
    expect(between.slice(20).some(({ reasons }) => reasons.includes('ROAD_UNSURE'))).toBe(true);
  });

  it('does not change to and fro with a car that weaves midway between two roads', () => {
    const weaving = along(400, () => ({})).map((row, k) => ({ ...row, x: 2 * k, y: 12.5 + 0.8 * Math.cos(k / 3) }));
    const roads = matchAll(two, weaving).map(({ at }) => at?.road);
    expect(new Set(roads.slice(1)).size).toBe(1);
  });

  it('does not take a road that is crossed for the one that is driven', () => {
    const crossing = planOf(straight([0, 0], [1000, 0]), {
      ...straight([300, -300], [300, 300]),
      keys: Array.from({ length: 101 }, (_, k) => `over ${k}`),
    });
    const matches = matchAll(
      crossing,
      along(300, () => ({})),
    );
    expect(new Set(matches.slice(20).map(({ at }) => at?.road))).toEqual(new Set([0]));
  });

  it('follows the driven branch of a fork, which only positions and yaw rate can tell', () => {
    const fork = planOf(straight([0, 0], [300, 0]), straight([300, 0], [700, 0]), straight([300, 0], [583, 283]));
    const turned = along(250, (k) =>
      k <= 150 ? {} : { x: 300 + (k - 150) * 1.414, y: (k - 150) * 1.414, curvature: k < 154 ? 0.1 : 0 },
    );
    const last = matchAll(fork, turned).at(-1)!.at!;
    expect(last.s).toBeGreaterThan(150);
    expect(fork.names[last.road]).toBe('2');
  });

  it('is off the map beside every road, and says when it is back', () => {
    const matches = matchAll(
      two,
      along(400, (k) => ({ y: k < 100 ? 0 : k < 200 ? -(k - 100) : k < 300 ? k - 300 : 0 })),
    );
    expect(matches[90]!.reasons).toEqual([]);
    expect(matches[200]!.at).toBeUndefined();
    expect(matches[200]!.reasons).toEqual(['OFF_MAP']);
    expect(matches[390]!.at!.road).toBe(0);
  });

  it('does not follow a position that jumps, and moves when it stays away', () => {
    const once = matchAll(
      two,
      along(200, (k) => (k === 100 ? { y: 200 } : {})),
    );
    expect(once[100]!.reasons).toEqual(['POSITION_JUMP']);
    expect(once[101]!.reasons).toEqual([]);
    expect(Math.abs(once[150]!.at!.s - 300)).toBeLessThan(3);
    const ferried = matchAll(
      two,
      along(200, (k) => (k < 100 ? {} : { x: 2 * k + 400 })),
    );
    expect(ferried.slice(100, 104).map(({ reasons }) => reasons)).toEqual(Array(4).fill(['POSITION_JUMP']));
    expect(Math.abs(ferried[150]!.at!.s - 700)).toBeLessThan(4);
  });

  it('turns round with the car', () => {
    // half a circle of radius 5 m at 20 m/s for brevity
    const turn = along(300, (k) => {
      if (k <= 150) return {};
      const way = 2 * (k - 150);
      const angle = Math.min(Math.PI, way / 5);
      const back = Math.max(0, way - 5 * Math.PI);
      const share = Math.max(0, Math.min(2, 5 * Math.PI - (way - 2))) / 2; // of this step that lies in the circle
      return { x: 300 + 5 * Math.sin(angle) - back, y: 5 - 5 * Math.cos(angle), yawRate: 4 * share };
    });
    const matches = matchAll(planOf(straight([0, 0], [1000, 0])), turn);
    expect(matches[140]!.at!.direction).toBe(1);
    expect(matches.at(-1)!.at!.direction).toBe(-1);
    expect(matches.filter(({ reasons }) => reasons.includes('U_TURN'))).toHaveLength(1);
  });

  it('stands still with a standing car, whatever its receiver says', () => {
    const standing = along(300, (k) => (k < 100 ? {} : { x: 200, vEgo: 0, valid: false, curvature: NaN }));
    const matches = matchAll(two, standing);
    expect(Math.max(...matches.slice(110).map(({ at }) => Math.abs(at!.s - 200)))).toBeLessThan(2);
  });

  it('knows which passage of a road that crosses itself the car is on', () => {
    const loop = [
      ...straight([0, 0], [200, 0]).points,
      ...Array.from({ length: 54 }, (_, k) => ({
        x: 200 + 60 * Math.sin(((k + 1) * 5 * Math.PI) / 180),
        y: 60 - 60 * Math.cos(((k + 1) * 5 * Math.PI) / 180),
      })),
      ...straight([140, 56], [140, -200]).points,
    ];
    const matches = matchAll(
      planOf({ points: loop, travel: 'forward', keys: loop.map((_, k) => `${k}`) }),
      along(95, () => ({})),
    );
    expect(Math.max(...matches.slice(20).map(({ at }, k) => Math.abs(at!.s - 2 * (k + 20))))).toBeLessThan(5);
  });

  it('knows nothing before the first position, nor without any', () => {
    const none = matchAll(
      two,
      along(30, () => ({ x: undefined })),
    );
    expect(none.every(({ at }) => at === undefined)).toBe(true);
    expect(none.at(-1)!.reasons).toEqual(['POSITION_STALE']);
  });

  it('begins anew after a pause', () => {
    const rows = along(200, () => ({})).filter((_, k) => k < 100 || k > 150);
    const matches = matchAll(two, rows);
    expect(Math.abs(matches.at(-1)!.at!.s - 398)).toBeLessThan(3);
  });
});
