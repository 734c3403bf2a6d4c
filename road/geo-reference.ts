import type { MapFrame } from './map-frame.js';
import { WGS84, type Ellipsoid } from './transverse-mercator.js';

/**
 * The frame that a geoReference names: a PROJ string (+proj=tmerc or utm), the EPSG code of a UTM zone, or the WKT of a
 * transverse Mercator projection. Undefined for any other projection, unit, prime meridian or figure of the earth.
 */
export function frameOfReference(text: string): MapFrame | undefined {
  const code = /^(?:\+init=)?(?:urn:ogc:def:crs:)?epsg:+(\d+)$/i.exec(text.split(/\s/)[0]!)?.[1];
  if (code !== undefined) return frameOfCode(Number(code));
  if (/^(PROJCS|PROJCRS|COMPD_?CS|COMPOUNDCRS)\s*\[/i.test(text)) return frameOfWkt(text);
  return frameOfProj(text);
}

const GRS80: Ellipsoid = { ...WGS84, flattening: 1 / 298.257222101 };

/** UTM zones: 326zz and 327zz of WGS 84, north and south, and 258zz of ETRS 89. */
function frameOfCode(code: number): MapFrame | undefined {
  const [datum, zone] = [Math.floor(code / 100), code % 100];
  if (![326, 327, 258].includes(datum)) return undefined;
  return frameOfZone(zone, { ellipsoid: datum === 258 ? GRS80 : WGS84, isSouth: datum === 327 });
}

function frameOfZone(zone: number, { ellipsoid, isSouth }: { ellipsoid: Ellipsoid; isSouth: boolean }) {
  if (!(zone >= 1 && zone <= 60)) return undefined;
  const falseNorthing = isSouth ? 10_000_000 : 0;
  const origin = { latitude: 0, longitude: 6 * zone - 183, scale: 0.9996, falseEasting: 500_000, falseNorthing };
  return finite({ kind: 'geographic' as const, ...ellipsoid, ...origin });
}

function frameOfProj(text: string): MapFrame | undefined {
  const parameters = new Map([...text.matchAll(/\+(\w+)(?:=(\S+))?/g)].map(([, name, value]) => [name, value ?? '']));
  const number = (name: string, instead: number) => Number(parameters.get(name) ?? instead);
  const ellipsoid = ellipsoidOf(parameters);
  const isMetric = (parameters.get('units') ?? 'm') === 'm' && number('to_meter', 1) === 1;
  const isOfGreenwich = ['greenwich', '0'].includes(parameters.get('pm') ?? '0');
  if (!ellipsoid || !isMetric || !isOfGreenwich) return undefined;
  if (parameters.get('proj') === 'utm') {
    const [, zone, half = ''] = /^(\d+)([ns]?)$/i.exec(parameters.get('zone') ?? '') ?? []; // some write 32N
    return frameOfZone(Number(zone), { ellipsoid, isSouth: parameters.has('south') || half.toLowerCase() === 's' });
  }
  // files of simulators often name the origin alone, and mean the plane there
  const isPlane = parameters.get('proj') ?? (parameters.has('lat_0') && parameters.has('lon_0') ? 'tmerc' : undefined);
  if (isPlane !== 'tmerc') return undefined;
  return finite({
    kind: 'geographic',
    ...ellipsoid,
    latitude: number('lat_0', 0),
    longitude: number('lon_0', 0),
    scale: number('k', number('k_0', 1)),
    falseEasting: number('x_0', 0),
    falseNorthing: number('y_0', 0),
  });
}

/** By +a with +b or +rf, +R, +ellps or +datum; WGS 84 where nothing is said, undefined for what is not known here. */
function ellipsoidOf(parameters: ReadonlyMap<string | undefined, string>): Ellipsoid | undefined {
  const number = (name: string) => Number(parameters.get(name) ?? NaN);
  const radius = parameters.has('R') ? number('R') : number('a');
  if (parameters.has('a') || parameters.has('R')) {
    const flattening = parameters.has('b') ? 1 - number('b') / radius : parameters.has('rf') ? 1 / number('rf') : 0;
    return { semiMajor: radius, flattening };
  }
  const name = parameters.get('ellps') ?? parameters.get('datum') ?? 'WGS84';
  if (name === 'GRS80') return GRS80;
  return name === 'WGS84' || name === 'NAD83' ? WGS84 : undefined;
}

/** OGC's well-known text, of its first version or its second. */
function frameOfWkt(text: string): MapFrame | undefined {
  const figure = /(?:SPHEROID|ELLIPSOID)\s*\[\s*"[^"]*"\s*,\s*([\d.]+)\s*,\s*([\d.]+)/i.exec(text);
  const isKnown = Number(figure?.[1]) === WGS84.semiMajor && Math.abs(Number(figure?.[2]) - 298.25722) < 1e-4; // others stand elsewhere
  const isMercator = /(?:PROJECTION|METHOD)\s*\[\s*"Transverse[_ ]Mercator"/i.test(text);
  const meridian = Number(/PRIMEM\s*\[\s*"[^"]*"\s*,\s*([-+\d.eE]+)/i.exec(text)?.[1] ?? 0);
  if (!isKnown || !isMercator || meridian !== 0 || !isMetricWkt(text)) return undefined;
  const parameter = (names: string, instead: number) => {
    const found = new RegExp(`PARAMETER\\s*\\[\\s*"(?:${names})"\\s*,\\s*([-+\\d.eE]+)`, 'i').exec(text);
    return found ? Number(found[1]) : instead;
  };
  return finite({
    kind: 'geographic',
    semiMajor: WGS84.semiMajor,
    flattening: 1 / Number(figure?.[2]),
    latitude: parameter('latitude_of_origin|Latitude of natural origin', 0),
    longitude: parameter('central_meridian|Longitude of natural origin', 0),
    scale: parameter('scale_factor|Scale factor at natural origin', 1),
    falseEasting: parameter('false_easting|False easting', 0),
    falseNorthing: parameter('false_northing|False northing', 0),
  });
}

/** Whether all units of a well-known text are metres, degrees or plain factors. */
function isMetricWkt(text: string): boolean {
  const units = text.matchAll(/\b(?:LENGTH|ANGLE|SCALE)?UNIT\s*\[\s*"([^"]*)"(?:\s*,\s*([-+\d.eE]+))?/gi);
  return [...units].every(([, name, factor]) => {
    const isAngle = /^deg/i.test(name!);
    return !/^rad/i.test(name!) && Math.abs(Number(factor) - (isAngle ? Math.PI / 180 : 1)) < 1e-6;
  });
}

function finite(frame: MapFrame & { kind: 'geographic' }): MapFrame | undefined {
  const { kind, ...numbers } = frame;
  return Object.values(numbers).every(Number.isFinite) ? { kind, ...numbers } : undefined;
}
