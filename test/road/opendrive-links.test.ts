import { describe, expect, it } from 'vitest';
import { pointAt } from '../../road/place.js';
import { PathAhead } from '../../road/path-ahead.js';
import { toRoadMap } from '../../road/road-map.js';
import { RIGHT, BOTH, geometry, read, road, type RoadText } from './opendrive-text.js';

describe('links between roads', () => {
  it('tells the direction of travel by the lanes and the rule', () => {
    const plan = geometry(0, 50, '<line/>');
    const left = RIGHT.replaceAll('right', 'left').replace('-1', '1');
    const travel = (some: Partial<RoadText>) => read(road({ id: '1', plan, ...some })).roads[0]!.travel;
    expect(travel({})).toBe('forward');
    expect(travel({ lanes: left })).toBe('backward');
    expect(travel({ rule: 'LHT' })).toBe('backward');
    expect(travel({ lanes: BOTH })).toBe('both');
    expect(travel({ lanes: BOTH.replace('id="1" type="driving"', 'id="1" type="sidewalk"') })).toBe('forward');
  });

  it('goes on from road to road by their contact points, against s with the sign turned', () => {
    const arc = '<arc curvature="0.01"/>';
    // road 2 is written from its far end towards road 1, so the way on runs against its s
    const one = road({
      id: '1',
      plan: geometry(0, 100, '<line/>'),
      lanes: BOTH,
      link: '<successor elementType="road" elementId="2" contactPoint="end"/>',
    });
    const angle = 100 * 0.01;
    const [x, y] = [100 + 100 * Math.sin(angle), -100 * (1 - Math.cos(angle))];
    const two = road({
      id: '2',
      plan: geometry(x, 100, arc, 0, Math.PI - angle, y),
      lanes: BOTH,
      link: '<successor elementType="road" elementId="1" contactPoint="end"/>',
    });
    const map = toRoadMap(read(one, two));
    expect(pointAt(map, { road: 1, direction: 1, s: 100 }).x).toBeCloseTo(100, 3);
    const path = new PathAhead(map, { road: 0, direction: 1, s: 80 });
    expect([10, 30, 119].map((distance) => path.curvature(distance))).toEqual([0, -0.01, -0.01]);
    expect(path.curvature(121)).toBeNaN();
    const back = new PathAhead(map, { road: 1, direction: 1, s: 90 });
    expect([5, 15].map((distance) => back.curvature(distance) + 0)).toEqual([0.01, 0]);
  });

  it('leaves out links that can’t be, and says so', () => {
    const one = (id: string, x: number, link: string) => road({ id, plan: geometry(x, 100, '<line/>'), link });
    const network = read(
      one('1', 0, '<successor elementId="2" contactPoint="start"/>'), // without its type
      one('2', 100, '<successor elementType="road" elementId="3" contactPoint="start"/>'), // 300 m away
      one('3', 500, ''),
      one('4', 550, '<predecessor elementType="road" elementId="3" elementS="50" elementDir="+"/>'),
    );
    expect(network.links).toEqual([[1, 2]]);
    expect(network.remarks).toEqual([
      'm.xodr: 1 link into the middle of a road (virtual junctions) left out',
      "m.xodr: road 2's end and road 3's start are 300 m apart: link left out",
    ]);
  });

  it('takes the straightest way through a junction, with its probability, or the route', () => {
    const incoming = road({
      id: '1',
      plan: geometry(0, 100, '<line/>'),
      link: '<successor elementType="junction" elementId="9"/>',
    });
    const way = (id: string, shape: string) =>
      road({
        id,
        plan: geometry(100, 40, shape),
        link: '<predecessor elementType="road" elementId="1" contactPoint="end"/>',
      });
    const junction = `<junction id="9">${['11', '12'].map((id, c) => `<connection id="${c}" incomingRoad="1" connectingRoad="${id}" contactPoint="start"/>`).join('')}</junction>`;
    const map = toRoadMap(
      read(incoming, way('11', '<arc curvature="0.05"/>'), way('12', '<arc curvature="-0.005"/>'), junction),
    );
    const from = { road: 0, direction: 1 as const, s: 90 };
    const straight = new PathAhead(map, from);
    expect(straight.curvature(20)).toBe(-0.005);
    expect(straight.probability(5)).toBe(1);
    expect(straight.probability(20)).toBeGreaterThan(0.9);
    const turning = new PathAhead(map, from, { route: new Set([1]) });
    expect(turning.curvature(20)).toBe(0.05);
    expect(turning.probability(20)).toBeCloseTo(0.98);
    const known = new PathAhead(map, from, { route: new Set([0, 2]) });
    expect([known.curvature(20), known.probability(20)]).toEqual([-0.005, expect.closeTo(0.98)]);
    // 20 m/s are too fast for a bend of 20 m, 6 m/s are not; and 12 m/s are, unless there is a way to brake before it
    const sure = (vEgo: number, s = 90) => new PathAhead(map, { ...from, s }, { vEgo }).probability(120 - s);
    expect(sure(20)).toBeGreaterThan(0.99);
    expect(sure(6)).toBeCloseTo(0.55, 2);
    expect([sure(12, 99), sure(12, 80)]).toEqual([expect.closeTo(0.99, 2), expect.closeTo(0.55, 2)]);
    expect(new PathAhead(map, from, { vEgo: 6 }).curvature(20)).toBe(-0.005);
  });
});
