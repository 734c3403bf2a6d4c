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
  return polynomial(arcTable({ u: [0, 1, 0, 0], v }, length), { length, measured: length });
}

/** u(p) and v(p) for p from 0 to `range`; places lie at equal shares of the true and the declared arc length. */
export function paramPoly3(length: number, u: Cubic, v: Cubic, range: number): Shape {
  const table = arcTable({ u, v }, range);
  return polynomial(table, { length, measured: table.arc[PANELS]! });
}

type PlaneCurve = { u: Cubic; v: Cubic };
type ArcTable = PlaneCurve & { step: number; arc: Float64Array };

// by index: a pattern would go through the array's iterator, a million times for a town
const value = (cubic: Cubic, t: number) => cubic[0] + t * (cubic[1] + t * (cubic[2] + t * cubic[3]));
const slope = (cubic: Cubic, t: number) => cubic[1] + t * (2 * cubic[2] + t * 3 * cubic[3]);
const bend = (cubic: Cubic, t: number) => 2 * cubic[2] + 6 * cubic[3] * t;

/** m per unit of the parameter. */
function speedAt({ u, v }: PlaneCurve, t: number): number {
  const du = slope(u, t);
  const dv = slope(v, t);
  return Math.sqrt(du * du + dv * dv);
}

const PANELS = 64;

/** Arc length over the parameter, by Simpson's rule. */
function arcTable(curve: PlaneCurve, range: number): ArcTable {
  const step = range / PANELS;
  const arc = new Float64Array(PANELS + 1);
  let before = speedAt(curve, 0);
  for (let k = 0; k < PANELS; k++) {
    const after = speedAt(curve, (k + 1) * step);
    arc[k + 1] = arc[k]! + ((before + 4 * speedAt(curve, (k + 0.5) * step) + after) * step) / 6;
    before = after;
  }
  return { ...curve, step, arc };
}

function polynomial(table: ArcTable, { length, measured }: { length: number; measured: number }): Shape {
  const { u, v } = table;
  const places = (distances: readonly number[]) =>
    distances.map((distance) => {
      const p = parameterAt(table, (distance / length) * measured);
      const [du, dv] = [slope(u, p), slope(v, p)];
      const curvature = (du * bend(v, p) - dv * bend(u, p)) / speedAt(table, p) ** 3;
      return { x: value(u, p), y: value(v, p), heading: Math.atan2(dv, du), curvature };
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
function parameterAt(table: ArcTable, distance: number): number {
  const { step, arc } = table;
  let low = 0;
  let high = PANELS - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (arc[middle]! <= distance) low = middle;
    else high = middle - 1;
  }
  const within = distance - arc[low]!;
  const start = low * step;
  const speed = speedAt(table, start);
  let p = start + (step * within) / (arc[low + 1]! - arc[low]! || 1);
  for (let round = 0; round < 2; round++) {
    const here = speedAt(table, p);
    const arcTo = ((speed + 4 * speedAt(table, (start + p) / 2) + here) * (p - start)) / 6;
    p -= (arcTo - within) / (here || 1);
  }
  return p;
}
