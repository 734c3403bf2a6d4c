/**
 * The shapes of OpenDRIVE's plan view (ASAM OpenDRIVE 1.8, section 9): pose and curvature over the distance along each.
 * Curvature is analytic everywhere; poses of spirals and the arc length of polynomials are integrated.
 */

/** x, y (m) and heading (rad) in the shape's own frame, which begins at 0 along its x; curvature in 1/m. */
export type ShapePlace = { x: number; y: number; heading: number; curvature: number };

export type Shape = {
  /** Places at the given distances (m, rising, from 0 to the length). */
  places: (distances: readonly number[]) => ShapePlace[];
  /** 1/m, largest |κ|, for the distance from station to station */
  sharpest: number;
  /** m, over which curvature is linear enough */
  smoothFor: number;
  /** m, as the polynomial has it; the declared length for the others */
  measured: number;
};

/** 1/m, and share of the sharpest curvature, by which curvature may miss the straight line between two stations */
const CURVATURE_TOLERANCE = 1e-5;
const CURVATURE_SHARE = 1e-3;
const PROBES = 64;

/** Coefficients of a + b·t + c·t² + d·t³. */
export type Cubic = readonly [a: number, b: number, c: number, d: number];

/** Line (0, 0), arc (κ, κ) and spiral (κ0, κ1): curvature is linear in the distance. */
export function clothoid(length: number, start: number, end: number): Shape {
  const rate = (end - start) / length;
  const headingAt = (d: number) => d * (start + (rate * d) / 2);
  return {
    measured: length,
    smoothFor: Infinity,
    sharpest: Math.max(Math.abs(start), Math.abs(end)),
    places(distances) {
      let [x, y, last] = [0, 0, 0];
      return distances.map((distance) => {
        // Gauss-Legendre with three nodes, in panels that turn by 0.2 rad at most
        const turn = Math.max(Math.abs(start + rate * last), Math.abs(start + rate * distance)) * (distance - last);
        const panels = Math.max(1, Math.ceil(turn / 0.2));
        const width = (distance - last) / panels;
        for (let panel = 0; panel < panels; panel++) {
          for (const [node, weight] of GAUSS) {
            const heading = headingAt(last + (panel + node) * width);
            x += width * weight * Math.cos(heading);
            y += width * weight * Math.sin(heading);
          }
        }
        last = distance;
        return { x, y, heading: headingAt(distance), curvature: start + rate * distance };
      });
    },
  };
}

const OUTER = Math.sqrt(3 / 5) / 2;
const GAUSS = [
  [0.5 - OUTER, 5 / 18],
  [0.5, 8 / 18],
  [0.5 + OUTER, 5 / 18],
] as const;

/** v(u) over u; `length` is its arc length, so u's own range follows from it. */
export function poly3(length: number, v: Cubic): Shape {
  // u never runs further than the arc length does
  const table = arcTable((u) => ({ u, du: 1, ddu: 0, ...derivatives(v, u, 'v') }), length);
  return polynomial(table, length, length);
}

/** u(p) and v(p) for p from 0 to `range`; places lie at equal shares of the true and the declared arc length. */
export function paramPoly3(length: number, u: Cubic, v: Cubic, range: number): Shape {
  const table = arcTable((p) => ({ ...derivatives(u, p, 'u'), ...derivatives(v, p, 'v') }), range);
  return polynomial(table, length, table.arc.at(-1)!);
}

type PlaneCurve = { u: number; du: number; ddu: number; v: number; dv: number; ddv: number };
type ArcTable = { at: (p: number) => PlaneCurve; step: number; arc: number[] };

function derivatives<K extends 'u' | 'v'>([a, b, c, d]: Cubic, t: number, name: K) {
  const values = {
    [name]: a + t * (b + t * (c + t * d)),
    [`d${name}`]: b + t * (2 * c + t * 3 * d),
    [`dd${name}`]: 2 * c + 6 * d * t,
  };
  return values as Record<K | `d${K}` | `dd${K}`, number>; // as: a computed key forgets its name
}

const PANELS = 256;

/** Arc length over the parameter, by Simpson's rule. */
function arcTable(at: (p: number) => PlaneCurve, range: number): ArcTable {
  const step = range / PANELS;
  const speed = (p: number) => Math.hypot(at(p).du, at(p).dv);
  const arc = [0];
  for (let k = 0; k < PANELS; k++) {
    const sum = speed(k * step) + 4 * speed((k + 0.5) * step) + speed((k + 1) * step);
    arc.push(arc[k]! + (sum * step) / 6);
  }
  return { at, step, arc };
}

function polynomial(table: ArcTable, length: number, measured: number): Shape {
  const places = (distances: readonly number[]) =>
    distances.map((distance) => {
      const { u, v, du, dv, ddu, ddv } = table.at(parameterAt(table, (distance / length) * measured));
      const heading = Math.atan2(dv, du);
      return { x: u, y: v, heading, curvature: (du * ddv - dv * ddu) / Math.hypot(du, dv) ** 3 };
    });
  const step = length / PROBES;
  const probes = places(Array.from({ length: PROBES + 1 }, (_, k) => k * step)).map(({ curvature }) => curvature);
  const bends = probes.slice(2).map((after, k) => Math.abs(after - 2 * probes[k + 1]! + probes[k]!) / step ** 2);
  const sharpest = Math.max(...probes.map(Math.abs));
  const tolerance = Math.max(CURVATURE_TOLERANCE, CURVATURE_SHARE * sharpest);
  // the error of a chord is κ″·h²/8
  return { places, measured, sharpest, smoothFor: Math.sqrt((8 * tolerance) / Math.max(...bends)) };
}

/** The parameter at an arc length: from the table, then two steps of Newton's method. */
function parameterAt({ at, step, arc }: ArcTable, distance: number): number {
  let low = 0;
  let high = arc.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (arc[middle]! <= distance) low = middle;
    else high = middle - 1;
  }
  const within = distance - arc[low]!;
  const start = low * step;
  const speed = (p: number) => Math.hypot(at(p).du, at(p).dv);
  let p = start + (step * within) / (arc[low + 1]! - arc[low]! || 1);
  for (let round = 0; round < 2; round++) {
    const arcTo = ((speed(start) + 4 * speed((start + p) / 2) + speed(p)) * (p - start)) / 6;
    p -= (arcTo - within) / (speed(p) || 1);
  }
  return p;
}
