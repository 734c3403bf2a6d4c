import { describe, expect, it } from 'vitest';
import { Random } from '../../drives/synthetic/random.js';
import { DrivenCurvature, REACH, TAP_STEP } from '../../road/driven-curvature.js';
import { RoadBehind } from '../../road/road-behind.js';

const SIDE = Math.round(REACH / TAP_STEP);

/** A winding road by its curvature (1/m) at every TAP_STEP. */
function windingRoad(count: number): Float64Array {
  const random = new Random(3);
  const road = new Float64Array(count);
  for (let k = 1; k < count; k++) road[k] = 0.97 * road[k - 1]! + 0.004 * random.normal();
  return road;
}

/** The expectation after a drive along the road, on which `drive` says what is driven at a tap. */
function learnt(road: Float64Array, drive: (tap: number) => number): DrivenCurvature {
  const driven = new DrivenCurvature();
  for (let at = SIDE; at + SIDE < road.length; at++) driven.learn(road.subarray(at - SIDE, at + SIDE + 1), drive(at));
  return driven;
}

describe('DrivenCurvature', () => {
  const road = windingRoad(600);
  const last = road.subarray(600 - 2 * SIDE - 6);

  it('expects at first what a usual driver makes of a road: the same in a circle, less at a bend’s begin', () => {
    const driven = new DrivenCurvature();
    const circle = new Float64Array(2 * SIDE + 1 + 5).fill(0.01);
    const expected = driven.expect(circle);
    expect(expected).toHaveLength(6);
    for (const value of expected) expect(value).toBeCloseTo(0.01, 12);
    const step = circle.map((_, k) => (k < SIDE ? 0 : 0.01));
    expect(driven.expect(step)[0]).toBeCloseTo(0.01 * (0.5 + 0.5 / (SIDE + 1)), 3);
  });

  it('learns a driver who turns in early, and cuts', () => {
    const driver = (tap: number) => 0.9 * (0.5 * road[tap + 2]! + 0.5 * road[tap + 3]!);
    const expected = learnt(road, driver).expect(last);
    const before = new DrivenCurvature().expect(last);
    const at = (k: number) => driver(600 - SIDE - 6 + k);
    const worst = (values: Float64Array) => Math.max(...values.map((value, k) => Math.abs(value - at(k))));
    expect(worst(expected)).toBeLessThan(0.1 * worst(before));
  });

  it('does not follow a single wrong value, and starts anew where what it learns is no driver’s', () => {
    const driven = learnt(road, (tap) => road[tap]!);
    const before = driven.expect(last);
    driven.learn(last.subarray(0, 2 * SIDE + 1), 0.5);
    driven.expect(last).forEach((value, k) => expect(Math.abs(value - before[k]!)).toBeLessThan(0.002));
    const mirrored = learnt(road, (tap) => -road[tap]!);
    const gain = mirrored.expect(new Float64Array(2 * SIDE + 1).fill(0.01))[0]! / 0.01;
    expect(gain).toBeGreaterThan(0.6);
  });
});

describe('RoadBehind', () => {
  it('knows the road where the car was, between samples too, and no further than it has driven', () => {
    const behind = new RoadBehind(0.6);
    for (let k = 0; k <= 20; k++) behind.push(k / 10, k / 1000);
    expect(behind.at(2)).toBe(0.02);
    expect(behind.at(1.55)).toBeCloseTo(0.0155, 12);
    expect(behind.at(1.4)).toBeCloseTo(0.014, 12);
    const short = new RoadBehind(0.6);
    short.push(0, 0.01);
    short.push(0.1, 0.02);
    expect(short.at(-0.5)).toBe(0.01);
  });

  it('forgets the road before a pause, or a clock that was set back', () => {
    for (const later of [5, -3]) {
      const behind = new RoadBehind(0.6);
      behind.push(0, 0.01);
      behind.push(later, 0.02);
      expect(behind.at(later - 0.5)).toBe(0.02);
    }
  });
});
