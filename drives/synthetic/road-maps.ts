import { toGeographic } from '../../road/map-frame.js';
import { formatOpenDrive } from '../../road/write-opendrive.js';
import { SYNTHETIC_FRAME } from './positions.js';
import { poseAt, type Road } from './road.js';

/** m between the line's points, and what a mapper would put at least between them in a bend */
const LINE_STEP = 10;
const SHORTEST_STEP = 2;
/** rad from point to point in a bend */
const LINE_TURN = 0.1;

const HERE = { x: 0, y: 0 };

/** A synthetic road as OpenDRIVE: exactly what the drives are driven on. */
export function roadAsOpenDrive(name: string, { segments }: Road, origin = HERE): string {
  const pieces = segments.map((segment) => ({ ...segment, x: segment.x + origin.x, y: segment.y + origin.y }));
  return formatOpenDrive(name, pieces, SYNTHETIC_FRAME);
}

/** The same road as a mapper draws it: a GeoJSON line of points, closer together in bends. */
export function roadAsGeoJson(name: string, road: Road, origin = HERE): string {
  const coordinates: [number, number][] = [];
  for (const segment of road.segments) {
    const sharpest = Math.max(Math.abs(segment.startCurvature), Math.abs(segment.endCurvature));
    const step = Math.max(SHORTEST_STEP, Math.min(LINE_STEP, LINE_TURN / sharpest));
    const count = Math.ceil(segment.length / step);
    for (let k = 0; k < count; k++)
      coordinates.push(placeAt(road, segment.start + (k / count) * segment.length, origin));
  }
  coordinates.push(placeAt(road, road.length, origin));
  const feature = {
    type: 'Feature',
    properties: { name, oneway: true },
    geometry: { type: 'LineString', coordinates },
  };
  return `${JSON.stringify({ type: 'FeatureCollection', features: [feature] })}\n`;
}

function placeAt(road: Road, s: number, origin: { x: number; y: number }): [longitude: number, latitude: number] {
  const { x, y } = poseAt(road, s);
  const { latitude, longitude } = toGeographic(SYNTHETIC_FRAME, x + origin.x, y + origin.y)!;
  const rounded = (deg: number) => Math.round(deg * 1e7) / 1e7;
  return [rounded(longitude), rounded(latitude)];
}
