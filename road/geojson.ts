import { counted } from '../core/counted.js';
import { faultText } from '../core/fault-text.js';
import { InputError } from '../core/input-error.js';
import type { GeographicWay } from './geographic-ways.js';
import { isDriven, isTagged, travelOf } from './osm-tags.js';
import type { Travel } from './road-network.js';

/** The lines of a GeoJSON text (RFC 7946: longitude before latitude); `remark` hears what is left out. */
export function readGeoJson(text: string, path: string, remark: (text: string) => void): GeographicWay[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new InputError(`expected JSON, got ${faultText(error).replace(/\s+/g, ' ')} (${path})`);
  }
  checkDegrees(parsed, path);
  const ways: GeographicWay[] = [];
  const others = new Map<string, number>();
  let notForCars = 0;
  const visit = (node: unknown, name: string, travel: Travel): void => {
    const { type, features, geometry, geometries, coordinates, id, properties } = fieldsOf(node);
    if (type === 'FeatureCollection')
      listOf(features).forEach((feature, f) => visit(feature, `feature ${f + 1}`, 'both'));
    else if (type === 'Feature') {
      const fields = fieldsOf(properties); // OpenStreetMap's tags, where it was made of it
      const known = id ?? fields.id ?? fields['@id'] ?? fields.name;
      const called = typeof known === 'string' || typeof known === 'number' ? String(known) : name;
      if (isTagged(fields) && !isDriven(fields)) notForCars++;
      else visit(geometry, called, travelOf(fields));
    } else if (type === 'GeometryCollection') listOf(geometries).forEach((one) => visit(one, name, travel));
    else if (type === 'LineString') ways.push({ name, travel, places: placesOf(coordinates, `${path}: ${name}`) });
    else if (type === 'MultiLineString') {
      for (const one of listOf(coordinates)) ways.push({ name, travel, places: placesOf(one, `${path}: ${name}`) });
    } else if (node !== null) others.set(String(type), (others.get(String(type)) ?? 0) + 1);
  };
  visit(parsed, 'line', 'both');
  if (notForCars > 0) remark(`${path}: ${counted(notForCars, 'way')} that cars don't drive on left out`);
  for (const [type, count] of others) remark(`${path}: ${count} of type ${type} left out: no line`);
  return ways;
}

/** Codes of longitude and latitude in deg: WGS 84, ETRS89 and NAD83, which are within 2 m of each other. */
const IN_DEGREES = /(?:^|[:/])(?:CRS8[34]h?|4326|4258|4269)$/i;

/** Degrees are all that RFC 7946 knows; the version before it named other frames, and Overpass' JSON is none. */
function checkDegrees(parsed: unknown, path: string): void {
  const { crs, elements, type } = fieldsOf(parsed);
  const { name } = fieldsOf(fieldsOf(crs).properties);
  if (typeof name === 'string' && !IN_DEGREES.test(name))
    throw new InputError(
      `expected longitude and latitude of WGS 84, ETRS89 or NAD83 in deg, got coordinates of ${name} (${path})`,
    );
  if (type === undefined && Array.isArray(elements))
    throw new InputError(`expected GeoJSON, got an answer of Overpass: ask for XML ([out:xml]), named .osm (${path})`);
}

/** Of something unknown, its fields where it is an object. */
const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // as: an object's fields

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []); // as: not any[]

function placesOf(coordinates: unknown, where: string): GeographicWay['places'] {
  return listOf(coordinates).map((coordinate) => {
    const [longitude, latitude] = listOf(coordinate);
    if (typeof longitude !== 'number' || typeof latitude !== 'number') {
      throw new InputError(`expected [longitude, latitude], got ${JSON.stringify(coordinate).slice(0, 60)} (${where})`);
    }
    return { latitude, longitude };
  });
}
