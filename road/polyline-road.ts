import { makeStations, type Stations } from './road-network.js';
import { fitSpline, splineAt, type Spline, type SplinePoints } from './smoothing-spline.js';

export type Point = { x: number; y: number };

/** A line as somebody drew it, or as a receiver wrote it down, with places that come again while it stands. */
export type PolylineKind = 'drawn' | 'trace';

/** m; points closer together are one */
const SAME_PLACE: Record<PolylineKind, number> = { drawn: 0.05, trace: 2 };
/** m between knots, half of the points' usual distance within these */
const KNOT_STEP = { shortest: 1, longest: 5 };
/** A side so many times as long as its neighbours, and longer than this (m), is meant to be straight. */
const STRAIGHT_RATIO = 3;
const STRAIGHT_LENGTH = 30;
/** Points find their place along the curve, and the curve is fitted anew. */
const REFINEMENTS = 2;

/** A polyline as a smooth curve of known curvature; `wavelength` (m) is what the smoothing halves. */
export type SmoothedLine = Stations & { wavelength: number };

/** Nothing where the points are all in one place. */
export function smoothPolyline(given: readonly Point[], kind: PolylineKind): SmoothedLine | undefined {
  const points = withStraights(apart(given, SAME_PLACE[kind]));
  if (points.length < 2) return undefined;
  if (points.length < 4) return { ...straightPieces(points), wavelength: 0 };
  let u = chordLengths(points);
  const step = knotStep(u);
  const x = Float64Array.from(points, (point) => point.x);
  const y = Float64Array.from(points, (point) => point.y);
  let spline = fitSpline({ u, x, y }, step);
  for (let round = 0; round < REFINEMENTS; round++) {
    u = alongCurve(spline, { u, x, y });
    spline = fitSpline({ u, x, y }, step, kind === 'drawn' ? spline.wavelength : undefined);
  }
  return { ...curveStations(spline), wavelength: spline.wavelength };
}

/** Neighbours closer than `distance` become their mean; a point that comes twice comes once. */
function apart(points: readonly Point[], distance: number): Point[] {
  const kept: (Point & { count: number })[] = [];
  for (const { x, y } of points) {
    const last = kept.at(-1);
    if (!last || Math.hypot(x - last.x, y - last.y) >= distance) kept.push({ x, y, count: 1 });
    else {
      last.count++;
      last.x += (x - last.x) / last.count;
      last.y += (y - last.y) / last.count;
    }
  }
  return kept;
}

/** Puts points on long sides between short ones, which a smooth curve would swing out of. */
function withStraights(points: readonly Point[]): Point[] {
  const sides = points.slice(1).map((point, p) => Math.hypot(point.x - points[p]!.x, point.y - points[p]!.y));
  const out: Point[] = points.slice(0, 1);
  sides.forEach((length, p) => {
    const from = points[p]!;
    const to = points[p + 1]!;
    const neighbour = Math.min(sides[p - 1] ?? Infinity, sides[p + 1] ?? Infinity);
    const isStraight = length > STRAIGHT_LENGTH && length > STRAIGHT_RATIO * neighbour;
    const parts = isStraight ? Math.ceil(length / Math.max(neighbour, STRAIGHT_LENGTH / 3)) : 1;
    for (let part = 1; part <= parts; part++) {
      const share = part / parts;
      out.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
    }
  });
  return out;
}

function chordLengths(points: readonly Point[]): Float64Array {
  const u = new Float64Array(points.length);
  for (let p = 1; p < points.length; p++) {
    u[p] = u[p - 1]! + Math.hypot(points[p]!.x - points[p - 1]!.x, points[p]!.y - points[p - 1]!.y);
  }
  return u;
}

function knotStep(u: Float64Array): number {
  const sides = u.slice(1).map((value, i) => value - u[i]!);
  const usual = sides.sort()[sides.length >> 1]!;
  return Math.min(KNOT_STEP.longest, Math.max(KNOT_STEP.shortest, usual / 2));
}

/** Each point's arc length at the foot of its perpendicular on the curve, rising. */
function alongCurve(spline: Spline, { u, x, y }: SplinePoints): Float64Array {
  const end = u[u.length - 1]!;
  const arc = arcLengths(spline);
  const moved = u.map((at, i) => {
    const { x: px, y: py, dx, dy } = splineAt(spline, at);
    const foot = at + ((x[i]! - px) * dx + (y[i]! - py) * dy) / (dx * dx + dy * dy);
    const place = Math.min(end, Math.max(0, foot));
    const knot = Math.min(arc.length - 2, Math.floor(place / spline.step));
    return arc[knot]! + (place / spline.step - knot) * (arc[knot + 1]! - arc[knot]!);
  });
  moved.sort(); // a receiver's noise may put a place before the one that it came after
  const first = moved[0]!;
  return moved.map((at) => at - first);
}

/** Arc length at each knot, by Simpson's rule. */
function arcLengths(spline: Spline): Float64Array {
  const { step } = spline;
  const speed = (u: number) => {
    const { dx, dy } = splineAt(spline, u);
    return Math.hypot(dx, dy);
  };
  const arc = new Float64Array(spline.x.length - 2);
  let before = speed(0);
  for (let k = 1; k < arc.length; k++) {
    const after = speed(k * step);
    arc[k] = arc[k - 1]! + ((before + 4 * speed((k - 0.5) * step) + after) * step) / 6;
    before = after;
  }
  return arc;
}

/** κ = (x′y″ − y′x″)/|r′|³ at each knot. */
function curveStations(spline: Spline): Stations {
  const arc = arcLengths(spline);
  const stations = makeStations(arc.length);
  stations.s.set(arc);
  for (let k = 0; k < arc.length; k++) {
    const { x, y, dx, dy, ddx, ddy } = splineAt(spline, k * spline.step);
    stations.x[k] = x;
    stations.y[k] = y;
    stations.heading[k] = Math.atan2(dy, dx);
    stations.curvature[k] = (dx * ddy - dy * ddx) / Math.hypot(dx, dy) ** 3;
  }
  unwrap(stations.heading);
  return stations;
}

/** Two or three points: straight lines, whose corner has no curvature that could be told. */
function straightPieces(points: readonly Point[]): Stations {
  const stations = makeStations(points.length);
  stations.s.set(chordLengths(points));
  points.forEach(({ x, y }, p) => {
    const [from, to] = p + 1 < points.length ? [points[p]!, points[p + 1]!] : [points[p - 1]!, points[p]!];
    stations.x[p] = x;
    stations.y[p] = y;
    stations.heading[p] = Math.atan2(to.y - from.y, to.x - from.x);
  });
  unwrap(stations.heading);
  return stations;
}

/** Takes full turns out of the steps between headings. */
export function unwrap(heading: Float64Array): void {
  for (let i = 1; i < heading.length; i++) {
    heading[i]! -= 2 * Math.PI * Math.round((heading[i]! - heading[i - 1]!) / (2 * Math.PI));
  }
}
