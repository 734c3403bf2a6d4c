import { describe, expect, it } from 'vitest';
import { toFrame } from '../../road/map-frame.js';
import { readOpenDrive } from '../../road/opendrive.js';
import { curvatureAt } from '../../road/place.js';
import { toRoadMap } from '../../road/road-map.js';
import { parseXml } from '../../road/xml.js';
import { geometry, read, road } from './opendrive-text.js';

describe('readOpenDrive', () => {
  it('keeps jumps of curvature between a line and an arc', () => {
    const network = read(
      road({ id: '1', plan: geometry(0, 50, '<line/>') + geometry(50, 30, '<arc curvature="-0.02"/>', 50) }),
    );
    const map = toRoadMap(network);
    const at = (s: number) => curvatureAt(map, { road: 0, direction: 1, s });
    expect([at(49.99), at(50.01), at(79.9)]).toEqual([0, -0.02, -0.02]);
    expect(curvatureAt(map, { road: 0, direction: -1, s: 60 })).toBe(0.02);
  });

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

  it('takes a file with a licence before its declaration, and one whose names have a prefix', () => {
    const one = road({ id: '1', plan: geometry(0, 50, '<line/>') });
    const file = (text: string) => readOpenDrive(parseXml(text, 'm.xodr'), 'm.xodr').roads.length;
    expect(file(`<!-- a licence\nof two lines -->\n<?xml version="1.0"?>\n<OpenDRIVE>${one}</OpenDRIVE>`)).toBe(1);
    const prefixed = one.replaceAll(/<(\/?)/g, '<$1od:');
    expect(file(`<?xml version="1.0"?><od:OpenDRIVE xmlns:od="http://x">${prefixed}</od:OpenDRIVE>`)).toBe(1);
    expect(() => file('<!-- a\n -->\n<?xml version="1.0"?>\n<OpenDRIVE><road></OpenDRIVE>')).toThrow('(m.xodr:4)');
  });

  const withReference = (proj: string) =>
    readOpenDrive(
      parseXml(
        `<OpenDRIVE><header><geoReference><![CDATA[${proj}]]></geoReference></header>${road({ id: '1', plan: geometry(0, 50, '<line/>') })}</OpenDRIVE>`,
        'm.xodr',
      ),
      'm.xodr',
    );

  const wkt = ({ unit, meridian = '' }: { unit: string; meridian?: string }) =>
    `PROJCS["",GEOGCS["",DATUM["",SPHEROID["",6378137,298.25722]],${meridian}UNIT["degree",0.0174533]],PROJECTION["Transverse_Mercator"],${unit}]`;

  it.each([
    ['+proj=utm +zone=32 +datum=WGS84', 0, 9, 500_000, 0],
    [
      wkt({ unit: 'PARAMETER["latitude_of_origin",49],UNIT["metre",1]', meridian: 'PRIMEM["Greenwich",0],' }),
      49,
      0,
      0,
      0,
    ],
    ['+proj=tmerc +lat_0=49 +lon_0=8 +k=1 +x_0=100 +y_0=50 +datum=WGS84 +units=m', 49, 8, 100, 50],
    ['+lat_0=4.9e+1 +lon_0=8.0e+0', 49, 8, 0, 0], // the origin alone, as some simulators write it
    // a sphere: 49.02° of it are 5456956.95 m
    [
      '+proj=tmerc +a=6378137 +b=6378137 +lon_0=8.4353 +y_0=-5456956.9523 +units=m',
      (5456956.9523 / 6378137) * (180 / Math.PI),
      8.4353,
      0,
      0,
    ],
    ['+proj=utm +zone=32N +ellps=WGS84', 0, 9, 500_000, 0],
    ['+proj=utm +zone=33s', 0, 15, 500_000, 10_000_000],
    ['epsg:25833', 0, 15, 500_000, 0],
    ['+init=epsg:32732 +no_defs', 0, 9, 500_000, 10_000_000],
    ['urn:ogc:def:crs:EPSG::32632', 0, 9, 500_000, 0],
    [
      'PROJCS["here",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",48.5],PARAMETER["central_meridian",11],PARAMETER["scale_factor",1],PARAMETER["false_easting",20],PARAMETER["false_northing",-30],UNIT["metre",1]]',
      48.5,
      11,
      20,
      -30,
    ],
    [
      'PROJCRS["ETRS89 / UTM zone 32N",BASEGEOGCRS["ETRS89",DATUM["ETRS89",ELLIPSOID["GRS 1980",6378137,298.257222101,LENGTHUNIT["metre",1]]]],CONVERSION["UTM zone 32N",METHOD["Transverse Mercator"],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",9],PARAMETER["Scale factor at natural origin",0.9996],PARAMETER["False easting",500000],PARAMETER["False northing",0]]]',
      0,
      9,
      500_000,
      0,
    ],
  ])('knows where on the earth %s is', (proj, latitude, longitude, x, y) => {
    const { frame, remarks } = withReference(proj);
    expect(remarks).toEqual([]);
    const place = toFrame(frame, { latitude, longitude })!;
    expect(place.x).toBeCloseTo(x, 3);
    expect(place.y).toBeCloseTo(y, 3);
  });

  it.each([
    '+proj=merc +datum=WGS84',
    '+proj=tmerc +ellps=bessel +lon_0=9',
    '+proj=tmerc +lon_0=9 +units=us-ft',
    '+proj=utm +zone=61',
    '+proj=tmerc +ellps=WGS84 +pm=paris',
    'EPSG:3857',
    wkt({ unit: 'UNIT["kilometre",1000]' }),
    wkt({ unit: 'UNIT["US survey ft",0.304800609601219]' }),
    wkt({ unit: 'UNIT["metre",1]', meridian: 'PRIMEM["Paris",2.337],' }),
    'PROJCS["GK3",GEOGCS["DHDN",DATUM["DHDN",SPHEROID["Bessel 1841",6377397.155,299.1528128]]],PROJECTION["Transverse_Mercator"]]',
  ])('says of %s that it is not known, and keeps the roads', (proj) => {
    const { frame, remarks, roads } = withReference(proj);
    expect([frame.kind, roads.length]).toEqual(['local', 1]);
    expect(remarks).toEqual([`m.xodr: the projection "${proj}" is not known: positions must come as x and y`]);
  });

  it('refuses a file without a road that can be used: lanes only, or none', () => {
    const lanesOnly = '<OpenDRIVE><road id="1"><lanes><laneSection s="0"/></lanes></road></OpenDRIVE>';
    const withoutS = '<OpenDRIVE><road id="1"><planView><geometry x="0"/></planView></road></OpenDRIVE>';
    const none = 'expected roads with a planView, got none that can be used';
    for (const [text, why] of [
      [lanesOnly, '; road 1: no geometry that can be used, left out'],
      ['<OpenDRIVE/>', ''],
      [withoutS, '; road 1: geometry without a number for s, x, y, hdg or length left out at line 1'],
    ] as const) {
      expect(() => readOpenDrive(parseXml(text, 'm.xodr'), 'm.xodr')).toThrow(`${none}${why} (m.xodr:1)`);
    }
  });

  it('takes geometries by their s, in whatever order they are written', () => {
    const line = geometry(0, 50, '<line/>');
    const arc = geometry(50, 20, '<arc curvature="0.01"/>', 50);
    const { roads, remarks } = read(road({ id: '1', plan: arc + line }));
    expect([...roads[0]!.s]).toEqual([...read(road({ id: '1', plan: line + arc })).roads[0]!.s]);
    expect(remarks).toEqual(['m.xodr: road 1: its geometries are not written in the order of s: taken in that order']);
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

  it('puts roads on the earth by the geoReference, with its offset', () => {
    const text = (proj: string, offset = '') =>
      `<OpenDRIVE><header><geoReference><![CDATA[${proj}]]></geoReference>${offset}</header>${road({ id: '1', plan: geometry(0, 10, '<line/>') })}</OpenDRIVE>`;
    const frame = (proj: string, offset?: string) => readOpenDrive(parseXml(text(proj, offset), 'm'), 'm');
    expect(frame('+proj=tmerc +lat_0=48 +lon_0=11 +k=1 +x_0=0 +y_0=0').frame).toMatchObject({
      latitude: 48,
      longitude: 11,
    });
    expect(frame('+proj=utm +zone=32', '<offset x="600000" y="5300000" z="0" hdg="0"/>').frame).toMatchObject({
      longitude: 9,
      scale: 0.9996,
      falseEasting: -100_000,
      falseNorthing: -5_300_000,
    });
    const lambert = frame('+proj=lcc +lat_1=49');
    expect(lambert.frame).toEqual({ kind: 'local' });
    expect(lambert.remarks).toEqual([
      'm: the projection "+proj=lcc +lat_1=49" is not known: positions must come as x and y',
    ]);
  });
});
