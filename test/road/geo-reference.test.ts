import { describe, expect, it } from 'vitest';
import { toFrame } from '../../road/map-frame.js';
import { readOpenDrive } from '../../road/opendrive.js';
import { parseXml } from '../../road/xml.js';
import { geometry, road } from './opendrive-text.js';

describe('the geoReference of a file', () => {
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
