import { chordsOf } from './chords.js';
import { planViewOf, type Geometry, type Remark } from './plan-view.js';
import { unwrap } from './polyline-road.js';
import type { Stations } from './road-network.js';
import type { XmlElement } from './xml.js';

/** m between a chord and its arc: stations are close enough for straight lines between them to be matched to */
const SAGITTA = 0.02;
/** m from station to station */
const LONGEST_STEP = 25;
const SHORTEST_STEP = 0.05;
/** share by which a polynomial may be longer than the file says, and m and rad that shapes may miss each other by */
const LENGTH_TOLERANCE = 0.01;
const GAP_TOLERANCE = 0.1;
const KINK_TOLERANCE = 0.02;

/** A station, its s counted from the beginning of what it belongs to. */
type Station = { s: number; x: number; y: number; heading: number; curvature: number };

/** A road's reference line from its plan view; nothing where no geometry of it can be used. */
export function referenceLine(road: XmlElement, remark: Remark): Stations | undefined {
  const geometries = planViewOf(road, remark);
  const bends = chordsOf(geometries);
  const rows: Station[] = [];
  let end: Station | undefined; // its s is the file's
  for (let g = 0; g < geometries.length;) {
    const geometry = geometries[g]!;
    const chords = bends.get(g);
    const stations = chords?.stations ?? stationsOf(geometry);
    if (chords) remark(`${chords.remark} at line ${geometry.line}`);
    else if (Math.abs(geometry.shape.measured / geometry.length - 1) > LENGTH_TOLERANCE)
      remark(
        `geometry of length ${geometry.length} measures ${geometry.shape.measured.toFixed(3)} m at line ${geometry.line}`,
      );
    if (end) compare(end, geometry, { first: stations[0]!, remark });
    // s is the file's; what was left out before is a gap in it
    const begin = Math.max(geometry.s, end?.s ?? -Infinity);
    for (const station of stations) rows.push({ ...station, s: begin - geometries[0]!.s + station.s });
    end = { ...stations.at(-1)!, s: begin + stations.at(-1)!.s };
    g += chords?.count ?? 1;
  }
  if (rows.length === 0) return undefined;
  const column = (name: keyof Station) => Float64Array.from(rows, (row) => row[name]);
  const stations = { s: column('s'), x: column('x'), y: column('y'), heading: column('heading'), curvature: column('curvature') }; // prettier-ignore
  unwrap(stations.heading);
  return stations;
}

/** Remarks on how a geometry's first station misses the end of what is before it. */
function compare(end: Station, { s, line }: Geometry, { first, remark }: { first: Station; remark: Remark }): void {
  if (s < end.s - GAP_TOLERANCE)
    remark(`geometry begins at s = ${s}, before the end of the one before, at ${end.s} at line ${line}`);
  const gap = Math.hypot(first.x - end.x, first.y - end.y);
  if (gap > GAP_TOLERANCE) remark(`geometry begins ${gap.toFixed(2)} m from the end of the one before at line ${line}`);
  const kink = Math.abs(Math.sin((first.heading - end.heading) / 2)) * 2;
  if (kink > KINK_TOLERANCE) remark(`geometry begins with a kink of ${kink.toFixed(3)} rad at line ${line}`);
}

function stationsOf({ x, y, hdg, length, shape }: Geometry): Station[] {
  const fine = Math.min(Math.sqrt((8 * SAGITTA) / shape.sharpest), shape.smoothFor);
  const step = Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, fine));
  const count = Math.max(1, Math.ceil(length / step));
  const [cos, sin] = [Math.cos(hdg), Math.sin(hdg)];
  return shape.places(Array.from({ length: count + 1 }, (_, k) => (k / count) * length)).map((place, k) => ({
    s: (k / count) * length,
    x: x + cos * place.x - sin * place.y,
    y: y + sin * place.x + cos * place.y,
    heading: hdg + place.heading,
    curvature: place.curvature,
  }));
}
