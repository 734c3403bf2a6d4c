import type { Geometry } from './plan-view.js';
import { smoothPolyline } from './polyline-road.js';

/** Fewer lines in a row than this are straights. */
const FEWEST = 4;
/** m that a line may begin from the end of the one before */
const LARGEST_GAP = 0.1;
/** rad; a sharper corner is one */
const LARGEST_KINK = 0.4;
/** rad, of all kinks together; a road that turns by less is straight, but for what its numbers were rounded to */
const SMALLEST_TURN = 0.02;

export type Chords = {
  /** how many geometries they are of */
  count: number;
  /** s from the beginning of the first */
  stations: { s: number; x: number; y: number; heading: number; curvature: number }[];
  remark: string;
};

/**
 * A bend drawn by short lines, as some converters write it: the run of lines from the `from`th geometry on that meet in
 * kinks, as the smooth curve of a drawn polyline. Nothing where that geometry begins no such run.
 */
export function chordsFrom(geometries: readonly Geometry[], from: number): Chords | undefined {
  if (geometries[from]!.kind !== 'line') return undefined;
  let turn = 0;
  let last = from;
  while (last + 1 < geometries.length) {
    const kink = kinkBetween(geometries[last]!, geometries[last + 1]!);
    if (kink === undefined) break;
    turn += Math.abs(kink);
    last++;
  }
  const count = last + 1 - from;
  if (count < FEWEST || turn < SMALLEST_TURN) return undefined;
  const run = geometries.slice(from, last + 1);
  const line = smoothPolyline([...run.map(({ x, y }) => ({ x, y })), endOf(run.at(-1)!)], 'drawn');
  if (!line) return undefined;
  const length = run.at(-1)!.s + run.at(-1)!.length - run[0]!.s;
  const scale = length / line.s.at(-1)!; // s is the file's
  const stations = Array.from(line.s, (s, k) => ({
    s: s * scale,
    x: line.x[k]!,
    y: line.y[k]!,
    heading: line.heading[k]!,
    curvature: line.curvature[k]!,
  }));
  const waves = `waves of ${line.wavelength.toFixed(0)} m halved`;
  return { count, stations, remark: `${count} lines that turn by ${turn.toFixed(2)} rad in kinks smoothed, ${waves},` };
}

/** rad; nothing where the second is no line that goes on from the first. */
function kinkBetween(before: Geometry, after: Geometry): number | undefined {
  const end = endOf(before);
  if (after.kind !== 'line' || Math.hypot(after.x - end.x, after.y - end.y) > LARGEST_GAP) return undefined;
  if (Math.abs(after.s - before.s - before.length) > LARGEST_GAP) return undefined;
  const turn = after.hdg - before.hdg;
  const kink = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  return Math.abs(kink) > LARGEST_KINK ? undefined : kink;
}

const endOf = ({ x, y, hdg, length }: Geometry) => ({ x: x + length * Math.cos(hdg), y: y + length * Math.sin(hdg) });
