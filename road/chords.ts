import type { Geometry } from './plan-view.js';
import { smoothPolyline } from './polyline-road.js';

/** Fewer lines in a row than this are straights. */
const FEWEST = 4;
/** m that a line may begin from the end of the one before */
const LARGEST_GAP = 0.1;
/** rad; a sharper corner is one */
const LARGEST_KINK = 0.4;
/**
 * m that a smooth curve may cut a corner by: the arc through the middles of two lines of length l that meet in a kink is
 * l · kink / 8 from it. Where it is more, the lines are not short ones that draw a bend.
 */
const LARGEST_CUT = 1;
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
 * Bends drawn by short lines, as some converters write them: runs of lines that meet in kinks, as the smooth curve of a
 * drawn polyline, by the number of the geometry that each begins with.
 */
export function chordsOf(geometries: readonly Geometry[]): Map<number, Chords> {
  const found = new Map<number, Chords>();
  let from = 0;
  while (from < geometries.length) {
    let turn = 0;
    let next = from + 1;
    for (; next < geometries.length; next++) {
      const kink = kinkBetween(geometries[next - 1]!, geometries[next]!);
      if (kink === undefined) break;
      turn += Math.abs(kink);
    }
    const isBend = next - from >= FEWEST && turn >= SMALLEST_TURN;
    const chords = isBend ? smooth(geometries.slice(from, next), turn) : undefined;
    if (chords) found.set(from, chords);
    from = next;
  }
  return found;
}

function smooth(run: readonly Geometry[], turn: number): Chords | undefined {
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
  const count = run.length;
  return { count, stations, remark: `${count} lines that turn by ${turn.toFixed(2)} rad in kinks smoothed, ${waves},` };
}

/** rad; nothing where they are no lines of one run. */
function kinkBetween(before: Geometry, after: Geometry): number | undefined {
  if (before.kind !== 'line' || after.kind !== 'line') return undefined;
  const end = endOf(before);
  if (Math.hypot(after.x - end.x, after.y - end.y) > LARGEST_GAP) return undefined;
  if (Math.abs(after.s - before.s - before.length) > LARGEST_GAP) return undefined;
  const turn = after.hdg - before.hdg;
  const kink = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  const cut = (Math.min(before.length, after.length) * Math.abs(kink)) / 8;
  return Math.abs(kink) > LARGEST_KINK || cut > LARGEST_CUT ? undefined : kink;
}

const endOf = ({ x, y, hdg, length }: Geometry) => ({ x: x + length * Math.cos(hdg), y: y + length * Math.sin(hdg) });
