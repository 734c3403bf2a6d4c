import type { VehicleSample } from '../core/vehicle-sample.js';
import { CarMotion } from './car-motion.js';
import { toFrame, type MapFrame } from './map-frame.js';
import { unwrap } from './polyline-road.js';
import { makeStations, type Stations } from './road-network.js';
import { fitSpline, splineAt, type Spline } from './smoothing-spline.js';

/** m between the stations of a driven line, and between the knots of its shape */
export const DRIVEN_STEP = 2;
const KNOT_STEP = 4;
/** m without a curvature, or without a position, that a line goes on over */
const LONGEST_BLIND = 60;
/** m; a shorter line says nothing that can be found again */
const SHORTEST_LINE = 50;
/** m driven between positions that count: those of a standing car are one */
const FIX_STEP = 0.5;

/** What was driven without a break: curvature and positions, each at the distance (m) since its beginning. */
type Pass = {
  at: number[];
  curvature: number[];
  fixes: { u: number; x: number; y: number; count: number }[];
};

/**
 * A drive as lines: its shape from the positions, smoothed over the distance that the speed says, its curvature as the
 * car recorded it. Each line is one road that was driven without a break in time, position or curvature.
 */
export function drivenLines(rows: readonly VehicleSample[], frame: MapFrame): Stations[] {
  return passesOf(rows, frame).flatMap((pass) => lineOf(pass) ?? []);
}

function passesOf(rows: readonly VehicleSample[], frame: MapFrame): Pass[] {
  const passes: Pass[] = [];
  const motion = new CarMotion();
  let pass: Pass | undefined;
  let distance = 0;
  for (const row of rows) {
    const { distance: driven, fix, isRestart } = motion.push(row, toFrame(frame, row));
    distance += driven;
    const blind = Math.max(distance - (pass?.at.at(-1) ?? 0), distance - (pass?.fixes.at(-1)?.u ?? 0));
    if (!pass || isRestart || blind > LONGEST_BLIND) {
      passes.push((pass = { at: [], curvature: [], fixes: [] }));
      distance = 0;
    }
    if (row.valid && Number.isFinite(row.curvature) && distance > (pass.at.at(-1) ?? -1)) {
      pass.at.push(distance);
      pass.curvature.push(row.curvature);
    }
    if (!fix) continue;
    const last = pass.fixes.at(-1);
    if (!last || distance - last.u >= FIX_STEP) pass.fixes.push({ u: distance, x: fix.x, y: fix.y, count: 1 });
    else {
      last.count++;
      last.x += (fix.x - last.x) / last.count;
      last.y += (fix.y - last.y) / last.count;
    }
  }
  return passes;
}

function lineOf({ at, curvature, fixes }: Pass): Stations | undefined {
  if (fixes.length < 4 || at.length < 2) return undefined;
  const begin = Math.max(at[0]!, fixes[0]!.u);
  const end = Math.min(at.at(-1)!, fixes.at(-1)!.u);
  if (end - begin < SHORTEST_LINE) return undefined;
  const first = fixes[0]!.u;
  const column = (name: 'u' | 'x' | 'y') => Float64Array.from(fixes, (fix) => fix[name] - (name === 'u' ? first : 0));
  const spline = fitSpline({ u: column('u'), x: column('x'), y: column('y') }, KNOT_STEP);
  const count = Math.floor((end - begin) / DRIVEN_STEP) + 1;
  const line = makeStations(count);
  let k = 0;
  for (let i = 0; i < count; i++) {
    const distance = begin + i * DRIVEN_STEP;
    const { x, y, dx, dy } = splineAt(spline, distance - first);
    while (k + 2 < at.length && at[k + 1]! <= distance) k++;
    const share = (distance - at[k]!) / (at[k + 1]! - at[k]!);
    line.x[i] = x;
    line.y[i] = y;
    line.heading[i] = Math.atan2(dy, dx);
    line.curvature[i] = curvature[k]! + share * (curvature[k + 1]! - curvature[k]!);
  }
  unwrap(line.heading);
  setArcLengths(line, spline, begin - first);
  return line;
}

/** The speed signal's metres are not quite the map's: arc length is that of the shape. */
function setArcLengths({ s }: Stations, spline: Spline, begin: number): void {
  for (let i = 1; i < s.length; i++) {
    const { dx, dy } = splineAt(spline, begin + (i - 0.5) * DRIVEN_STEP);
    s[i] = s[i - 1]! + DRIVEN_STEP * Math.hypot(dx, dy);
  }
}
