/**
 * A penalised cubic B-spline through points over a parameter u that is close to arc length (P-splines: Eilers and Marx,
 * Statistical Science 11, 1996). It makes Σ|p − f(u)|² + λ·∫|f‴|² du small: along a road f‴ is the change of the
 * curvature, which clothoids keep small, so circles are not flattened and ends are not pulled straight.
 * λ is told by a wavelength Λ: waves of that length lose half of their height, λ = (points per m)·(Λ/2π)⁶. It is
 * chosen by generalised cross-validation (Craven and Wahba, Numerische Mathematik 31, 1979), the effective parameters
 * counted 1.4 times as Kim and Gu advise against fitting noise (Journal of the Royal Statistical Society B 66, 2004).
 */
import { factor, inverseBands, makeBands, solve, type Bands } from './banded.js';

/** Weight of an effective parameter in the cross-validation. */
const PARAMETER_COST = 1.4;
/** From one wavelength that is tried to the next. */
const WAVELENGTH_STEP = 1.4;
/** m; no road's design needs longer waves smoothed away */
const LONGEST_WAVELENGTH = 600;
/** points' distances; nothing shorter can be told from noise */
const SHORTEST_WAVELENGTH = 2.5;

export type Spline = {
  /** m of u between knots */
  step: number;
  /** B-spline coefficients of x and y, of one more interval than knots on either side */
  x: Float64Array;
  y: Float64Array;
  /** m, at which the smoothing has its half height */
  wavelength: number;
};

export type SplinePoints = { u: Float64Array; x: Float64Array; y: Float64Array };

/**
 * Fits points of rising u, beginning at 0, with knots every `step` (m) or a little less. All wavelengths are tried, or
 * those next to a known one.
 */
export function fitSpline(points: SplinePoints, step: number, known?: number): Spline {
  const count = points.u.length;
  const length = points.u[count - 1]!;
  const intervals = Math.max(1, Math.ceil(length / step));
  const design = makeDesign(points, length / intervals, intervals);
  const spacing = length / (count - 1);
  let best: (Spline & { score: number }) | undefined;
  const shortest = SHORTEST_WAVELENGTH * spacing;
  const longest = Math.max(shortest, Math.min(LONGEST_WAVELENGTH, 2 * length));
  const from = known === undefined ? shortest : Math.max(shortest, known / WAVELENGTH_STEP);
  const to = known === undefined ? longest : Math.min(longest, known * WAVELENGTH_STEP);
  for (let wavelength = from; wavelength <= Math.max(from, to); wavelength *= WAVELENGTH_STEP) {
    const fitted = fitAt(design, points, wavelength);
    if (!best || fitted.score < best.score) best = fitted;
  }
  return best!;
}

/** What every wavelength shares: B, by each point's first B-spline and the weights of its four, BᵀB and Bᵀp. */
type Design = {
  step: number;
  first: Uint32Array;
  weights: Float64Array;
  gram: Bands;
  rightX: Float64Array;
  rightY: Float64Array;
};

function makeDesign({ u, x, y }: SplinePoints, step: number, intervals: number): Design {
  const size = intervals + 3;
  const design: Design = {
    step,
    first: new Uint32Array(u.length),
    weights: new Float64Array(4 * u.length),
    gram: makeBands(size),
    rightX: new Float64Array(size),
    rightY: new Float64Array(size),
  };
  const weights = new Float64Array(4);
  for (let i = 0; i < u.length; i++) {
    const first = basis(u[i]! / step, intervals, weights);
    design.first[i] = first;
    design.weights.set(weights, 4 * i);
    for (let a = 0; a < 4; a++) {
      const weight = weights[a]!;
      design.rightX[first + a]! += weight * x[i]!;
      design.rightY[first + a]! += weight * y[i]!;
      for (let b = a; b < 4; b++) design.gram[b - a]![first + a]! += weight * weights[b]!;
    }
  }
  return design;
}

/** The four cubic B-splines that are not zero at `t` intervals from the start; returns the first one's number. */
function basis(t: number, intervals: number, out: Float64Array): number {
  const first = Math.min(intervals - 1, Math.max(0, Math.floor(t)));
  const v = t - first;
  const w = 1 - v;
  out[0] = (w * w * w) / 6;
  out[1] = (v * v * (3 * v - 6) + 4) / 6;
  out[2] = (w * w * (3 * w - 6) + 4) / 6;
  out[3] = (v * v * v) / 6;
  return first;
}

function fitAt(design: Design, points: SplinePoints, wavelength: number): Spline & { score: number } {
  const { step, gram } = design;
  const count = points.u.length;
  const perMetre = (count - 1) / points.u[count - 1]!;
  const lambda = (perMetre * (wavelength / (2 * Math.PI)) ** 6) / step ** 5;
  const factors = factor(penalised(gram, lambda));
  const x = design.rightX.slice();
  const y = design.rightY.slice();
  solve(factors, x);
  solve(factors, y);
  const spline = { step, x, y, wavelength };
  const parameters = Math.min(count, trace(gram, inverseBands(factors)));
  const freedom = 1 - Math.min(0.999, (PARAMETER_COST * parameters) / count);
  // two coordinates share the smoothing
  return { ...spline, score: residuals(spline, design, points) / freedom ** 2 };
}

/** Third differences of the coefficients, squared and summed: DᵀD with rows (−1, 3, −3, 1). */
function penalised(gram: Bands, lambda: number): Bands {
  const size = gram[0].length;
  const sum = gram.map((band) => band.slice()) as unknown as Bands; // as: a tuple's map forgets its length
  const difference = [-1, 3, -3, 1] as const;
  for (let row = 0; row + 3 < size; row++) {
    for (let a = 0; a < 4; a++) {
      for (let b = a; b < 4; b++) sum[b - a]![row + a]! += lambda * difference[a]! * difference[b]!;
    }
  }
  return sum;
}

/** tr(A·B) of two symmetric matrices of which one has nothing outside of the band. */
function trace(a: Bands, b: Bands): number {
  let sum = 0;
  for (let d = 0; d < 4; d++) {
    const factorOfBand = d === 0 ? 1 : 2;
    for (let i = 0; i + d < a[0].length; i++) sum += factorOfBand * a[d]![i]! * b[d]![i]!;
  }
  return sum;
}

function residuals(spline: Spline, { first, weights }: Design, { x, y }: SplinePoints): number {
  let sum = 1e-12 * x.length; // points that lie on the curve to the last bit must not all score 0
  for (let i = 0; i < x.length; i++) {
    let dx = -x[i]!;
    let dy = -y[i]!;
    for (let a = 0; a < 4; a++) {
      dx += weights[4 * i + a]! * spline.x[first[i]! + a]!;
      dy += weights[4 * i + a]! * spline.y[first[i]! + a]!;
    }
    sum += dx * dx + dy * dy;
  }
  return sum;
}

export type SplinePlace = { x: number; y: number; dx: number; dy: number; ddx: number; ddy: number };

/** The curve at u (m) with its first and second derivatives. */
export function splineAt({ step, x, y }: Spline, u: number): SplinePlace {
  const weights = new Float64Array(4);
  const first = basis(u / step, x.length - 3, weights);
  const v = u / step - first;
  const slopes = [-((1 - v) ** 2) / 2, (3 * v ** 2 - 4 * v) / 2, (-3 * v ** 2 + 2 * v + 1) / 2, v ** 2 / 2];
  const bends = [1 - v, 3 * v - 2, 1 - 3 * v, v];
  const place = { x: 0, y: 0, dx: 0, dy: 0, ddx: 0, ddy: 0 };
  for (let a = 0; a < 4; a++) {
    const [cx, cy] = [x[first + a]!, y[first + a]!];
    place.x += weights[a]! * cx;
    place.y += weights[a]! * cy;
    place.dx += (slopes[a]! / step) * cx;
    place.dy += (slopes[a]! / step) * cy;
    place.ddx += (bends[a]! / step ** 2) * cx;
    place.ddy += (bends[a]! / step ** 2) * cy;
  }
  return place;
}
