import { unwrap } from './polyline-road.js';
import { clothoid, paramPoly3, poly3, type Cubic, type Shape } from './opendrive-geometry.js';
import type { Stations, Travel } from './road-network.js';
import { childOf, childrenOf, numberOf, type XmlElement } from './xml.js';

/** m between a chord and its arc: stations are close enough for straight lines between them to be matched to */
const SAGITTA = 0.02;
/** m from station to station */
const LONGEST_STEP = 25;
const SHORTEST_STEP = 0.05;
/** m; geometry shorter than this has no shape */
const SHORTEST_LENGTH = 1e-6;
/** share by which a polynomial may be longer than the file says, and m and rad that shapes may miss each other by */
const LENGTH_TOLERANCE = 0.01;
const GAP_TOLERANCE = 0.1;
const KINK_TOLERANCE = 0.02;

type Remark = (text: string) => void;

/** A road's reference line from its plan view; nothing where no geometry of it can be used. */
export function referenceLine(road: XmlElement, remark: Remark): Stations | undefined {
  const rows: number[][] = [];
  let first: number | undefined;
  let offset: number | undefined;
  let end: { x: number; y: number; heading: number } | undefined;
  for (const geometry of childrenOf(childOf(road, 'planView'), 'geometry')) {
    const told: Remark = (text) => remark(`${text} at line ${geometry.line}`);
    const [s, x, y, hdg, length] = ['s', 'x', 'y', 'hdg', 'length'].map((name) => numberOf(geometry, name)) as [
      number,
      number,
      number,
      number,
      number,
    ]; // as: five names, five numbers
    if (![s, x, y, hdg, length].every(Number.isFinite)) {
      told('geometry without a number for s, x, y, hdg or length left out');
      continue;
    }
    if (!(length > SHORTEST_LENGTH)) {
      told(`geometry of length ${length} left out`);
      continue;
    }
    const shape = shapeOf(geometry, length, told);
    if (!shape) continue;
    if (Math.abs(shape.measured / length - 1) > LENGTH_TOLERANCE) {
      told(`geometry of length ${length} measures ${shape.measured.toFixed(3)} m`);
    }
    // s is the file's; what was left out before is a gap in it
    const begin = offset === undefined || s > offset ? s : offset;
    if (offset !== undefined && s < offset - GAP_TOLERANCE)
      told(`geometry begins at s = ${s}, before the end of the one before, at ${offset}`);
    first ??= s;
    if (end) {
      const gap = Math.hypot(x - end.x, y - end.y);
      if (gap > GAP_TOLERANCE) told(`geometry begins ${gap.toFixed(2)} m from the end of the one before`);
      const kink = Math.abs(Math.sin((hdg - end.heading) / 2)) * 2;
      if (kink > KINK_TOLERANCE) told(`geometry begins with a kink of ${kink.toFixed(3)} rad`);
    }
    const fine = Math.min(Math.sqrt((8 * SAGITTA) / shape.sharpest), shape.smoothFor);
    const step = Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, fine));
    const count = Math.max(1, Math.ceil(length / step));
    const places = shape.places(Array.from({ length: count + 1 }, (_, k) => (k / count) * length));
    const [cos, sin] = [Math.cos(hdg), Math.sin(hdg)];
    places.forEach((place, k) => {
      rows.push([
        begin - first! + (k / count) * length,
        x + cos * place.x - sin * place.y,
        y + sin * place.x + cos * place.y,
        hdg + place.heading,
        place.curvature,
      ]);
    });
    const last = rows.at(-1)!;
    end = { x: last[1]!, y: last[2]!, heading: last[3]! };
    offset = begin + length;
  }
  if (rows.length === 0) return undefined;
  const column = (c: number) => Float64Array.from(rows, (row) => row[c]!);
  const stations = { s: column(0), x: column(1), y: column(2), heading: column(3), curvature: column(4) };
  unwrap(stations.heading);
  return stations;
}

const KINDS = ['line', 'arc', 'spiral', 'poly3', 'paramPoly3'];

function shapeOf(geometry: XmlElement, length: number, remark: Remark): Shape | undefined {
  const kind = geometry.children.find(({ name }) => KINDS.includes(name)) ?? geometry.children[0];
  const cubic = (suffix: string): Cubic =>
    ['a', 'b', 'c', 'd'].map((name) => numberOf(kind!, name + suffix)) as unknown as Cubic; // as: four names
  const checked = (numbers: readonly number[], make: () => Shape): Shape | undefined => {
    if (numbers.every(Number.isFinite)) return make();
    remark(`${kind!.name} without its numbers left out`);
    return undefined;
  };
  switch (kind?.name) {
    case 'line':
      return clothoid(length, 0, 0);
    case 'arc': {
      const curvature = numberOf(kind, 'curvature');
      return checked([curvature], () => clothoid(length, curvature, curvature));
    }
    case 'spiral': {
      const [start, end] = [numberOf(kind, 'curvStart'), numberOf(kind, 'curvEnd')];
      return checked([start, end], () => clothoid(length, start, end));
    }
    case 'poly3': {
      const v = cubic('');
      return checked(v, () => poly3(length, v));
    }
    case 'paramPoly3': {
      const [u, v] = [cubic('U'), cubic('V')];
      // the standard's own default is normalized, as 1.4 had no attribute and meant 0 … 1
      const range = kind.attributes.pRange === 'arcLength' ? length : 1;
      return checked([...u, ...v], () => paramPoly3(length, u, v, range));
    }
    default:
      remark(`geometry ${kind ? `"${kind.name}"` : 'without a shape'} is not known and left out`);
      return undefined;
  }
}

/**
 * Where lanes that cars drive on lead: those to the right of the reference line (negative ids) along s, those to the
 * left against it; with rule LHT the other way round. Nothing where no such lane is told: then both.
 */
export function travelOf(road: XmlElement): Travel {
  let [along, against] = [false, false];
  for (const section of childrenOf(childOf(road, 'lanes'), 'laneSection')) {
    along ||= hasDriving(childOf(section, 'right'));
    against ||= hasDriving(childOf(section, 'left'));
  }
  if (road.attributes.rule === 'LHT') [along, against] = [against, along];
  if (along === against) return 'both';
  return along ? 'forward' : 'backward';
}

const NOT_FOR_CARS =
  /^(shoulder|border|sidewalk|walking|curb|biking|median|none|parking|restricted|rail|tram|stop|special\w*|HOV)$/i;

const hasDriving = (side: XmlElement | undefined) =>
  childrenOf(side, 'lane').some(({ attributes }) => !NOT_FOR_CARS.test(attributes.type ?? 'driving'));
