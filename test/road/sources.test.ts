import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameAt, toGeographic } from '../../road/map-frame.js';
import { readNetwork } from '../../road/read-network.js';
import { project, unproject, WGS84 } from '../../road/transverse-mercator.js';
import { pointsOf, roadOf } from './make-roads.js';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'steercast-road-'))));
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function read(name: string, text: string | Buffer) {
  const path = join(folder, `${count++}-${name}`);
  await writeFile(path, text);
  const network = await readNetwork([path]);
  return { ...network, remarks: network.remarks.map((remark) => remark.replace(path, 'FILE')) };
}
const fault = (name: string, text: string) =>
  read(name, text).then(
    () => 'none',
    (error: unknown) => (error as Error).message.replaceAll(new RegExp(`${folder}/\\d+-`, 'g'), ''), // as: all throw errors
  );

/** A left bend of radius 100 m near Munich, every 5 m. */
const PLACES = pointsOf(roadOf({ length: 150, from: 0.01, to: 0.01 }), 5).map(({ x, y }) => toGeographic(frameAt(48.1, 11.5), x, y)!); // prettier-ignore
const geojson = (coordinates: unknown, properties = {}) =>
  JSON.stringify({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } });
const COORDINATES = PLACES.map(({ latitude, longitude }) => [longitude, latitude]);
const osm = (ways: string) =>
  `<osm>${PLACES.map(({ latitude, longitude }, n) => `<node id="${n}" lat="${latitude}" lon="${longitude}"/>`).join('')}${ways}</osm>`;
const way = (id: string, nodes: number[], tags: Record<string, string> = { highway: 'primary' }) =>
  `<way id="${id}">${nodes.map((n) => `<nd ref="${n}"/>`).join('')}${Object.entries(tags).map(([k, v]) => `<tag k="${k}" v="${v}"/>`).join('')}</way>`; // prettier-ignore
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, k) => from + k);
const middle = (curvature: Float64Array) => curvature[curvature.length >> 1];

describe('the same bend from every kind of file', () => {
  const csv = (header: string, rows: (number | string)[][]) =>
    `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`;
  const tracks = [
    ['bend.geojson', geojson(COORDINATES)],
    ['bend.osm', osm(way('5', range(0, 30)))],
    ['bend.gpx', `<gpx><trk><trkseg>${PLACES.map((p) => `<trkpt lat="${p.latitude}" lon="${p.longitude}"/>`).join('')}</trkseg></trk></gpx>`], // prettier-ignore
    ['bend.csv', csv('t,lat,lon', PLACES.map((p, n) => [n, p.latitude, p.longitude]))],
    ['bend-xy.csv', csv('x,y', pointsOf(roadOf({ length: 150, from: 0.01, to: 0.01 }), 5).map(({ x, y }) => [x, y]))],
    ['profile.csv', csv('s,Curvature', range(0, 30).map((n) => [5 * n, 0.01]))],
    ['profile-m.csv', csv('s [m],Curvature (1/m)', range(0, 30).map((n) => [5 * n, 0.01]))],
    ['profile-km.csv', csv('s [km],Curvature [1/km]', range(0, 30).map((n) => [0.005 * n, 10]))],
  ] as const; // prettier-ignore
  it.each(tracks)('%s', async (name, text) => {
    const { roads } = await read(name, text);
    expect(roads).toHaveLength(1);
    expect(middle(roads[0]!.curvature)).toBeCloseTo(0.01, 4);
    expect(roads[0]!.s.at(-1)).toBeCloseTo(150, 1);
  });

  it('written by Windows in UTF-16', async () => {
    const [, text] = tracks[3];
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect(middle((await read('bend.csv', bytes)).roads[0]!.curvature)).toBeCloseTo(0.01, 4);
    }
  });

  it('says how far the lines were smoothed', async () => {
    expect((await read('bend.geojson', geojson(COORDINATES))).remarks).toEqual([
      expect.stringMatching(/^FILE: smoothed, waves of \d+ m halved \(by cross-validation\)$/),
    ]);
  });
});

describe('OpenStreetMap’s ways', () => {
  it('that go on in each other are one line, cut and linked where a third joins', async () => {
    const branch = '<node id="b" lat="48.1005" lon="11.5"/>';
    const text = osm(way('1', range(0, 10)) + way('2', range(10, 20)) + way('3', range(20, 30))).replace('</osm>', `${branch}<way id="4"><nd ref="15"/><nd ref="b"/><tag k="highway" v="service"/></way></osm>`); // prettier-ignore
    const { roads, links } = await read('ways.osm', text);
    expect(roads).toHaveLength(3);
    // cut at the station nearest to the point, stations being 2.5 m apart
    for (const { s } of roads.slice(0, 2)) expect(Math.abs(s.at(-1)! - 75)).toBeLessThan(1.5);
    expect(roads[0]!.curvature.at(-1)).toBeCloseTo(0.01, 3);
    expect(links.map((link) => link.join('-')).sort()).toEqual(['1-2', '1-4', '2-4']);
  });

  it('that cars don’t drive on are left out, and one-way ones keep their direction', async () => {
    const foot = way('1', range(0, 5), { highway: 'footway' });
    const kinds: Record<string, string>[] = [{ oneway: 'yes' }, { oneway: '-1' }, { junction: 'roundabout' }, {}];
    const travels = kinds.map((tags, w) => way(`${w + 2}`, [2 * w + 6, 2 * w + 7], { highway: 'primary', ...tags })); // prettier-ignore
    const { roads } = await read('ways.osm', osm(foot + travels.join('')));
    expect(roads.map(({ travel }) => travel)).toEqual(['forward', 'backward', 'forward', 'both']);
  });

  it('that were deleted, that are areas, or that cars are kept from are left out', async () => {
    const gone = '<node id="900" visible="false"/><way id="90" visible="false"/>';
    const deleted = way('91', [0, 1]).replace('<way', '<way action="delete"');
    const kept = [way('1', [0, 1, 900]), way('2', [2, 3], { highway: 'service', access: 'no', motor_vehicle: 'yes' })];
    const others = [way('3', [4, 5], { highway: 'service', area: 'yes' }), way('4', [6, 7], { highway: 'road', motor_vehicle: 'no' })]; // prettier-ignore
    const { roads, remarks } = await read('ways.osm', osm(gone + deleted + [...kept, ...others].join('')));
    expect(roads.map(({ name }) => name)).toEqual(['1', '2']);
    expect(remarks).toEqual(['FILE: 1 point of ways not in the file: left out']);
  });

  it('whose points have their places with them need no nodes', async () => {
    const nd = PLACES.map(({ latitude, longitude }, n) => `<nd ref="${n}" lat="${latitude}" lon="${longitude}"/>`);
    const { roads } = await read('geom.osm', `<osm><way id="1">${nd.join('')}<tag k="highway" v="road"/></way></osm>`);
    expect(middle(roads[0]!.curvature)).toBeCloseTo(0.01, 4);
  });

  it('as GeoJSON: not the ways for others, one-way by their tags', async () => {
    const feature = (from: number, properties: object) => JSON.parse(geojson(COORDINATES.slice(from, from + 9), properties)) as unknown; // prettier-ignore
    const features = [feature(0, { highway: 'cycleway' }), feature(8, { highway: 'motorway', '@id': 'way/7' }), feature(20, { oneway: '-1' })]; // prettier-ignore
    const { roads, remarks } = await read('ways.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
    expect(roads.map(({ name, travel }) => `${name} ${travel}`)).toEqual(['way/7 forward', 'feature 3 backward']);
    expect(remarks[0]).toBe("FILE: 1 way that cars don't drive on left out");
  });

  it('as GeoJSON: a name under highway, and degrees of NAD83', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4269' } };
    const feature = JSON.parse(geojson(COORDINATES, { highway: 'A7' })) as object; // as: JSON's any
    const { roads, remarks } = await read('a7.geojson', JSON.stringify({ ...feature, crs }));
    expect([roads.length, remarks.length]).toEqual([1, 1]);
  });

  it('that miss points in the file say so', async () => {
    const { remarks } = await read('ways.osm', osm(way('1', [...range(0, 5), 999])));
    expect(remarks[0]).toBe('FILE: 1 point of ways not in the file: left out');
  });
});

describe('a trace', () => {
  it('goes on without the rows of a receiver that had no fix', async () => {
    const rows = range(0, 20).map((k) => (k === 3 ? '0,0' : k === 7 ? ',' : `48.${1000 + k},11`));
    const { roads } = await read('trace.csv', `lat,lon\n0,0\n${rows.join('\n')}\n`);
    expect(roads).toHaveLength(1);
    expect(roads[0]!.s.at(-1)).toBeGreaterThan(100);
    expect(roads[0]!.s.at(-1)).toBeLessThan(300);
    const points = PLACES.map((p) => `<trkpt lat="${p.latitude}" lon="${p.longitude}"/>`).join('');
    const none = '<trkpt lat="0" lon="0"/>';
    const gpx = await read('trace.gpx', `<gpx><trk><trkseg>${none}${points}${none}</trkseg></trk></gpx>`);
    expect(gpx.roads[0]!.s.at(-1)).toBeCloseTo(150, 0);
  });

  it('counts beside the route that was planned', async () => {
    const points = (tag: string) => PLACES.map((p) => `<${tag} lat="${p.latitude}" lon="${p.longitude}"/>`).join('');
    const route = `<rte>${points('rtept')}</rte>`;
    const both = await read('both.gpx', `<gpx><trk><trkseg>${points('trkpt')}</trkseg></trk>${route}</gpx>`);
    expect(both.roads).toHaveLength(1);
    expect(both.remarks[0]).toBe('FILE: 1 planned beside what was driven (<rte>) left out');
    expect((await read('route.gpx', `<gpx>${route}</gpx>`)).roads).toHaveLength(1);
  });

  it.each([
    ['decimal commas', 'lat;lon', (v: number) => String(v).replace('.', ',')],
    ['units and a receiver in its titles', 'GPS_Latitude [deg];GPS_Longitude (deg)', String],
    ['comments and the separator above', '# a tool\nsep=;\nlat;lon', String],
    ['rows of nan', 'lat;lon\nNaN;nan', String],
  ])('with %s', async (_, header, written) => {
    const rows = PLACES.map(({ latitude, longitude }) => `${written(latitude)};${written(longitude)}`);
    const { roads } = await read('trace.csv', `${header}\n${rows.join('\n')}\n`);
    expect(middle(roads[0]!.curvature)).toBeCloseTo(0.01, 4);
  });
});

describe('a map that is not one', () => {
  it.each([
    ['m.xodr', '<OpenDRIVE><road></OpenDRIVE>', /expected well-formed XML, got .+ \(m\.xodr:1\)/],
    ['m.xml', '<html/>', 'expected OpenDRIVE, osm or gpx, got <html> (m.xml:1)'],
    ['m.txt', '', /expected a map \(.+\), got the extension .txt/],
    ['m.geojson', '{"type":', /expected JSON, got .+ \(m\.geojson\)/],
    ['m.geojson', '{"type":"Point","coordinates":[1,2]}', 'expected lines of two points or more, got none (m.geojson)'],
    ['m.geojson', geojson([[11, 'x'], [11, 48]]), 'expected [longitude, latitude], got [11,"x"] (m.geojson: line)'], // prettier-ignore
    ['m.geojson', geojson([[48.1, 111.5], [48.1, 111.6]]), 'expected a latitude of ±90 and a longitude of ±180 deg, got 111.5 and 48.1; swapped? (m.geojson: line)'], // prettier-ignore
    ['m.geojson', geojson([[11, 148], [11, 148.1]]), 'expected a latitude of ±90 and a longitude of ±180 deg, got 148 and 11; swapped? (m.geojson: line)'], // prettier-ignore
    ['m.geojson', geojson([[311, 48], [311, 48.1]]), 'expected a latitude of ±90 and a longitude of ±180 deg, got 48 and 311 (m.geojson: line)'], // prettier-ignore
    ['m.geojson', geojson([[11, 48], [48, 11]]), /expected places of one region, got 11, 48 far from 48, 11; swapped\?/], // prettier-ignore
    ['m.geojson', '{"crs":{"properties":{"name":"EPSG:25832"}},"type":"LineString","coordinates":[[6e5,5e6],[6e5,6e6]]}', 'expected longitude and latitude of WGS 84, ETRS89 or NAD83 in deg, got coordinates of EPSG:25832 (m.geojson)'], // prettier-ignore
    ['m.geojson', '{"crs":{"properties":{"name":"EPSG:14326"}},"type":"LineString","coordinates":[[11,48],[11,48.1]]}', /got coordinates of EPSG:14326/], // prettier-ignore
    ['m.json', '{"version":0.6,"elements":[]}', 'expected GeoJSON, got an answer of Overpass: ask for XML ([out:xml]), named .osm (m.json)'], // prettier-ignore
    ['m.csv', '# made\n\na,b\n1,2\n', 'expected columns s,curvature or lat,lon or x,y, got "a,b" (m.csv:3)'],
    ['m.csv', 'sep=;\nlat;lon\n48,1;11\n48,2;x\n', 'expected two numbers for lat,lon, got "48.2" and "x" (m.csv:4)'], // prettier-ignore
    ['m.geojson', geojson([[0, 0], [0, 0]]), 'expected lines of two points or more, got none (m.geojson)'], // prettier-ignore
    ['m.geojson', geojson([[11, 48], [11, 48]]), 'expected a line of some length, got none (m.geojson)'], // prettier-ignore
    ['m.csv', 'a,b\n1,2\n', 'expected columns s,curvature or lat,lon or x,y, got "a,b" (m.csv:1)'],
    ['m.csv', 'lat,lon\n48,11\n48.1,x\n', 'expected two numbers for lat,lon, got "48.1" and "x" (m.csv:3)'],
    ['m.csv', 's,Curvature\n0,0\n5,0\n4,0\n', 'expected s to rise, got 4 after 5 (m.csv:4)'],
    ['m.csv', 'x [ft],y [ft]\n0,0\n5,0\n', 'expected x in m, km, got "ft" in its title (m.csv:1)'],
    ['m.csv', '#\nlat,lon (rad)\n0,0\n5,0\n', 'expected lon in deg, °, degrees, got "rad" in its title (m.csv:2)'], // prettier-ignore
    ['m.csv', 's,Curvature\n0,0\n', 'expected two rows or more, got 1 (m.csv)'],
  ])('%s of %j is refused', async (name, text, expected) => {
    const message = await fault(name, text);
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  it('is refused beside one of another frame', async () => {
    const [a, b] = ['a.csv', 'b.csv'].map((name) => join(folder, name)) as [string, string]; // as: two names
    await writeFile(a, 'x,y\n0,0\n100,0\n');
    await writeFile(b, 's,Curvature\n0,0\n100,0\n');
    await expect(readNetwork([a, b])).rejects.toThrow(`expected maps of one frame of coordinates, got a profile frame after a local one (${b})`); // prettier-ignore
    await expect(readNetwork([join(folder, 'none.csv')])).rejects.toThrow('got no such file or folder');
  });
});

describe('the transverse Mercator projection', () => {
  it('puts a known place where the UTM grid has it', () => {
    // the CN Tower: 43°38′33.24″N 79°23′13.7″W is 17T 630084 4833438
    const zone17 = { ...WGS84, latitude: 0, longitude: -81, scale: 0.9996, falseEasting: 500_000, falseNorthing: 0 };
    const { x, y } = project(zone17, 43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600));
    expect(Math.abs(x - 630_084)).toBeLessThan(1);
    expect(Math.abs(y - 4_833_438)).toBeLessThan(1.5);
  });

  it('is that of the sphere where the earth is one', () => {
    // y = R·φ on the meridian (Snyder, Map Projections, equation 8-3)
    const sphere = { semiMajor: 6_378_137, flattening: 0, latitude: 0, longitude: 8, scale: 1, falseEasting: 0, falseNorthing: 0 }; // prettier-ignore
    expect(project(sphere, 49, 8)).toMatchObject({ x: 0, y: expect.closeTo((6_378_137 * 49 * Math.PI) / 180, 6) as number }); // prettier-ignore
    expect(unproject(sphere, 0, 5_000_000).latitude).toBeCloseTo((5_000_000 / 6_378_137) * (180 / Math.PI), 9);
  });

  it('finds its way back, far from its meridian too', () => {
    const origin = { ...WGS84, latitude: 48, longitude: 11, scale: 1, falseEasting: 10, falseNorthing: -20 };
    for (const [latitude, longitude] of [
      [48, 11],
      [-33.9, 18.4],
      [60, 25],
      [0, 11],
      [70, -10],
    ] as const) {
      // prettier-ignore
      const { x, y } = project(origin, latitude, longitude);
      const back = unproject(origin, x, y);
      expect(back.latitude).toBeCloseTo(latitude, 9);
      expect(back.longitude).toBeCloseTo(longitude, 9);
    }
  });
});
