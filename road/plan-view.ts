import { clothoid, paramPoly3, poly3, type Cubic, type Shape } from './opendrive-geometry.js';
import { childOf, childrenOf, numberOf, type XmlElement } from './xml.js';

/** m; geometry shorter than this has no shape, and a longer one is no road's */
const SHORTEST_LENGTH = 1e-6;
const LONGEST_LENGTH = 1e6;
/** 1/m; a bend of 10 cm is no road's, and a polynomial that stands still has no curvature at all */
const SHARPEST = 10;

export type Remark = (text: string) => void;

/** A geometry of a plan view: where it begins (m, rad), its shape from there, and the line that it is written in. */
export type Geometry = {
  s: number;
  x: number;
  y: number;
  hdg: number;
  length: number;
  kind: string;
  shape: Shape;
  line: number;
};

/** What of a road's plan view can be used, by rising s; `remark` hears what is left out. */
export function planViewOf(road: XmlElement, remark: Remark): Geometry[] {
  const kept: Geometry[] = [];
  for (const geometry of childrenOf(childOf(road, 'planView'), 'geometry')) {
    const { line } = geometry;
    const told: Remark = (text) => remark(`${text} at line ${line}`);
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
    if (!(length > SHORTEST_LENGTH && length < LONGEST_LENGTH)) {
      told(`geometry of length ${length} left out`);
      continue;
    }
    const known = shapeOf(geometry, length, told);
    if (known) kept.push({ s, x, y, hdg, length, ...known, line });
  }
  const isRising = kept.every(({ s }, k) => k === 0 || s >= kept[k - 1]!.s);
  if (!isRising) remark('its geometries are not written in the order of s: taken in that order');
  return isRising ? kept : kept.sort((a, b) => a.s - b.s);
}

const KINDS = ['line', 'arc', 'spiral', 'poly3', 'paramPoly3'];

function shapeOf(geometry: XmlElement, length: number, remark: Remark): { kind: string; shape: Shape } | undefined {
  const kind = geometry.children.find(({ name }) => KINDS.includes(name)) ?? geometry.children[0];
  const cubic = (suffix: string): Cubic =>
    ['a', 'b', 'c', 'd'].map((name) => numberOf(kind!, name + suffix)) as unknown as Cubic; // as: four names
  const checked = (numbers: readonly number[], make: () => Shape) => {
    if (!numbers.every(Number.isFinite)) {
      remark(`${kind!.name} without its numbers left out`);
      return undefined;
    }
    const shape = make();
    if (shape.sharpest <= SHARPEST) return { kind: kind!.name, shape };
    remark(`${kind!.name} of a curvature of ${shape.sharpest.toPrecision(3)} 1/m left out`);
    return undefined;
  };
  switch (kind?.name) {
    case 'line':
      return { kind: 'line', shape: clothoid(length, 0, 0) };
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
