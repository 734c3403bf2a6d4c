import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Random } from '../../drives/synthetic/random.js';
import { MapMatcher } from '../../road/map-matcher.js';
import { placesNear } from '../../road/near-roads.js';
import { drivenLanes } from '../../road/opendrive-lanes.js';
import { toRoadMap } from '../../road/road-map.js';
import { parseXml } from '../../road/xml.js';
import { geometry, read, road } from './opendrive-text.js';

const lane = (id: number, width: number, type = 'driving') =>
  `<lane id="${id}" type="${type}"><width sOffset="0" a="${width}" b="0" c="0" d="0"/></lane>`;
const section = (s: number, sides: string) => `<laneSection s="${s}">${sides}</laneSection>`;
const offset = (s: number, a: number, b = 0) => `<laneOffset s="${s}" a="${a}" b="${b}" c="0" d="0"/>`;
const noRemark = (text: string) => {
  throw new Error(text);
};
const of = (lanes: string, rule = 'RHT', remark: (text: string) => void = noRemark) =>
  drivenLanes(parseXml(`<road id="1" length="100" rule="${rule}"><lanes>${lanes}</lanes></road>`, 'm.xodr'), remark);

describe('drivenLanes', () => {
  const both = `<left>${lane(2, 2, 'sidewalk')}${lane(1, 3)}</left><right>${lane(-1, 3.5)}${lane(-2, 1, 'shoulder')}</right>`;
  it.each([
    ['each side', section(0, both), 'both', [-3.5, 0, 0, 3]],
    ['an offset that changes', offset(0, 0) + offset(50, 0, 0.04) + section(0, both), 'both', [-3.5, 2, 0, 5]],
    ['a shoulder within', section(0, `<right>${lane(-1, 2.6, 'shoulder')}${lane(-2, 4)}</right>`), 'forward', [-6.6, -2.6, 0, 0]],
    ['sections together', section(0, `<right>${lane(-1, 3)}</right>`) + section(60, `<right>${lane(-2, 3)}${lane(-1, 3)}</right>`), 'forward', [-6, 0, 0, 0]],
    ['borders', section(0, '<right><lane id="-1" type="driving"><border sOffset="0" a="-3" b="-0.01" c="0" d="0"/></lane></right>'), 'forward', [-4, 0, 0, 0]],
    ['a width beside a border', section(0, '<right><lane id="-1" type="driving"><width sOffset="0" a="3.5"/><border sOffset="0" a="-9"/></lane></right>'), 'forward', [-3.5, 0, 0, 0]],
    ['none that is told', '', 'both', [0, 0, 0, 0]],
  ] as const)('lie where they do: %s', (_, lanes, travel, spans) => {
    const found = of(lanes);
    expect(found.travel).toBe(travel);
    found.lanes.forEach((edge, k) => expect(edge).toBeCloseTo(spans[k]!, 2));
  }); // prettier-ignore

  it('are not known where they lie further off than lanes can', () => {
    const remarks: string[] = [];
    const wrong = section(0, `<right>${lane(-1, 1e9)}</right>`);
    expect(of(wrong, 'RHT', (text) => remarks.push(text))).toEqual({ travel: 'forward', lanes: [0, 0, 0, 0] });
    expect(remarks).toEqual(['lanes as far as 1000000000 m from the line left out']);
  });

  it('lead where they say themselves', () => {
    const left = (attributes: string, inside = '') =>
      of(
        section(0, `<left><lane id="1" type="driving" ${attributes}><width sOffset="0" a="3"/>${inside}</lane></left>`),
      );
    expect(left('').travel).toBe('backward');
    expect(left('direction="reversed"')).toEqual({ travel: 'forward', lanes: [0, 3, 0, 0] });
    expect(left('direction="both"')).toEqual({ travel: 'both', lanes: [0, 3, 0, 3] });
    expect(left('', '<userData><vectorLane travelDir="forward"/></userData>').travel).toBe('forward');
  });

  it('on the other sides where one drives on the left', () => {
    expect(of(section(0, both), 'LHT').lanes).toEqual([0, 3, -3.5, 0]);
  });
});

describe('placesNear', () => {
  it('is as far from the lanes behind a road’s end on either side of its line', () => {
    const lanes = `<lanes>${section(0, `<right>${lane(-1, 9)}</right>`)}</lanes>`;
    const map = toRoadMap(read(road({ id: '1', plan: geometry(0, 100, '<line/>'), lanes })));
    for (const [x, y, outside] of [[108, -0.01, 8], [108, 0.01, 8], [-8, -0.01, 8], [103, 4, 5], [50, 4, 4], [50, -8, 0]] as const) {
      const [near] = placesNear(map, x, y, 20);
      expect(near!.outside).toBeCloseTo(outside, 4);
      expect(near!.offset).toBeCloseTo(y, 9);
    } // prettier-ignore
  });
});

describe('a motorway whose reference line is its median’s', () => {
  // three lanes from 2 m right of the line on; the outermost leads off at 600 m, on a road with a line of its own
  const lanes = (count: number, zero: number) =>
    `<lanes>${offset(0, zero)}${section(0, `<right>${Array.from({ length: count }, (_, k) => lane(-1 - k, 3.5)).join('')}</right>`)}</lanes>`;
  const link = (side: string) => `<${side} elementType="junction" elementId="4"/>`;
  const map = toRoadMap(
    read(
      road({ id: '1', plan: geometry(0, 600, '<line/>'), link: link('successor'), lanes: lanes(3, -2) }),
      road({ id: '2', plan: geometry(600, 600, '<line/>'), link: link('predecessor'), lanes: lanes(2, -2) }),
      road({ id: '3', plan: geometry(600, 120, '<spiral curvStart="0" curvEnd="-0.004"/>', 0, 0, -9), link: link('predecessor'), lanes: lanes(1, 0) }),
      '<junction id="4" type="direct"><connection incomingRoad="1" linkedRoad="2" contactPoint="start"/><connection incomingRoad="1" linkedRoad="3" contactPoint="start"/></junction>',
    ),
  ); // prettier-ignore

  /** A car at 30 m/s, `left` m to the left of the line; with a curvature (1/m) from 600 m on. */
  function drive(left: number, curvature: (distance: number) => number): VehicleSample[] {
    const random = new Random(6);
    let [x, y, heading] = [0, left, 0];
    return Array.from({ length: 235 }, (_, k) => {
      const at = curvature(3 * k - 600);
      const row = { time: k / 10, curvature: at, vEgo: 30, steeringAngleDeg: 0, valid: true, x: x + random.normal(), y: y + random.normal() }; // prettier-ignore
      heading += 3 * at;
      x += 3 * Math.cos(heading);
      y += 3 * Math.sin(heading);
      return row;
    });
  }

  it.each([
    ['left lane goes on', -3.75, () => 0, 1],
    ['right lane that goes on goes on', -7.25, () => 0, 1],
    ['exit lane leaves', -10.75, (d: number) => (d > 0 ? (-0.004 * d) / 120 : 0), 2],
  ] as const)('is left as its lanes lead: a car on the %s', (_, left, curvature, expected) => {
    const matcher = new MapMatcher(map);
    const ats = drive(left, curvature).map((row) => ({ ...matcher.push(row).at }));
    expect(ats.slice(20, 198).every((at) => at.road === 0)).toBe(true);
    expect(ats.slice(210).every((at) => at.road === expected)).toBe(true);
    // beside the line of the road that it is on now, not the one before
    const line = expected === 2 ? -9 : 0;
    expect(Math.abs(ats[204]!.offset! - (left - line))).toBeLessThan(1);
  });
});
