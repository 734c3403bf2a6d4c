import { InputError } from '../core/input-error.js';
import { toGeographic } from './map-frame.js';
import { curvatureAt, headingAt, pointAt } from './place.js';
import { roadCount, roadLength, type RoadMap } from './road-map.js';

export type RoadTableOptions = {
  /** the road's name in the map; all of them where none is given */
  road?: string | undefined;
  /** m from row to row; a row at each of the map's stations where none is given */
  step?: number | undefined;
};

/**
 * The roads of a map as CSV, along rising s: distance (m), curvature (1/m, left positive), x and y (m) and heading (rad,
 * counter-clockwise from x) in the map's frame, and latitude and longitude where it has them. Two rows at one s are a
 * jump of the curvature.
 */
export function* formatRoads(map: RoadMap, { road: wanted, step }: RoadTableOptions): Generator<string, void> {
  if (wanted !== undefined && !map.names.includes(wanted)) {
    const some = map.names.slice(0, 10).join(', ');
    throw new InputError(
      `expected the name of a road of the map (${some}${map.names.length > 10 ? ', …' : ''}), got "${wanted}" (--road)`,
    );
  }
  const isGeographic = map.frame.kind === 'geographic';
  yield `road,s,Curvature,x,y,heading${isGeographic ? ',lat,lon' : ''}\n`;
  for (let road = 0; road < roadCount(map); road++) {
    if (wanted !== undefined && map.names[road] !== wanted) continue;
    const name = quoted(map.names[road]!);
    for (const row of step === undefined ? stationsOf(map, road) : rowsAt(map, road, step)) {
      const { s, curvature, x, y, heading } = row;
      const place = toGeographic(map.frame, x, y);
      const degrees = place ? `,${place.latitude.toFixed(9)},${place.longitude.toFixed(9)}` : '';
      yield `${name},${short(s)},${curvature},${short(x)},${short(y)},${heading}${degrees}\n`;
    }
  }
}

type Row = { s: number; curvature: number; x: number; y: number; heading: number };

function* stationsOf(map: RoadMap, road: number): Generator<Row, void> {
  const { s, curvature, x, y, heading, firstStation } = map;
  for (let i = firstStation[road]!; i < firstStation[road + 1]!; i++)
    yield { s: s[i]!, curvature: curvature[i]!, x: x[i]!, y: y[i]!, heading: heading[i]! };
}

/** From 0 on, and at the road's end. */
function* rowsAt(map: RoadMap, road: number, step: number): Generator<Row, void> {
  const length = roadLength(map, road);
  const count = Math.ceil(length / step - 1e-9);
  for (let k = 0; k <= count; k++) {
    const place = { road, direction: 1 as const, s: Math.min(length, k * step) };
    yield { s: place.s, curvature: curvatureAt(map, place), ...pointAt(map, place), heading: headingAt(map, place) };
  }
}

/** To the micrometre, and no digits that say nothing. */
const short = (metres: number): string => String(Number(metres.toFixed(6)));
const quoted = (name: string): string => (/[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
