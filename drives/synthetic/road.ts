/**
 * A road's axis as the design standards draw it: lines, clothoids and arcs, whose curvature is linear in arc length s.
 * So curvature and heading are exact at every s: κ(s) = κ0 + κ'·s, ψ(s) = ψ0 + κ0·s + κ'·s²/2.
 */

/** Line (0, 0), arc (κ, κ) or clothoid (κ0, κ1); curvature in 1/m, left positive. */
export type RoadSegment = {
  /** m */
  length: number;
  startCurvature: number;
  endCurvature: number;
  /** m/s */
  speedLimit: number;
  /** a stop line or a red light at the end of the segment */
  stopAtEnd?: boolean;
};

/** x and y in m, heading in rad: counter-clockwise from x, so a left bend makes it grow. */
export type Pose = { x: number; y: number; heading: number };

/** A segment in its place; `start` is the arc length (m) at which it begins, the pose is that of its beginning. */
export type PlacedSegment = RoadSegment & Pose & { start: number };
export type Road = { segments: readonly PlacedSegment[]; length: number };

/** Puts the segments one after the other, from x = y = heading = 0 on. */
export function layRoad(segments: readonly RoadSegment[]): Road {
  const placed: PlacedSegment[] = [];
  let start = 0;
  let pose: Pose = { x: 0, y: 0, heading: 0 };
  for (const segment of segments) {
    const laid = { ...segment, ...pose, start };
    placed.push(laid);
    pose = poseWithin(laid, segment.length);
    start += segment.length;
  }
  return { segments: placed, length: start };
}

/** The segment at arc length s; the first and the last go on beyond the road's ends. */
export function segmentAt({ segments }: Road, s: number): PlacedSegment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.start <= s) low = middle;
    else high = middle - 1;
  }
  return segments[low]!;
}

/** 1/m, left positive. */
export function curvatureAt(road: Road, s: number): number {
  const segment = segmentAt(road, s);
  return segment.startCurvature + curvatureRate(segment) * (s - segment.start);
}

/** rad, not wrapped: it counts full turns. */
export function headingAt(road: Road, s: number): number {
  const segment = segmentAt(road, s);
  return headingWithin(segment, s - segment.start);
}

export function poseAt(road: Road, s: number): Pose {
  const segment = segmentAt(road, s);
  return poseWithin(segment, s - segment.start);
}

const curvatureRate = ({ startCurvature, endCurvature, length }: RoadSegment) =>
  (endCurvature - startCurvature) / length;

function headingWithin(segment: PlacedSegment, distance: number): number {
  return segment.heading + distance * (segment.startCurvature + 0.5 * curvatureRate(segment) * distance);
}

/** x and y have no closed form on a clothoid: Gauss-Legendre quadrature of cos ψ and sin ψ, in panels of 5 m at most. */
function poseWithin(segment: PlacedSegment, distance: number): Pose {
  const panels = Math.max(1, Math.ceil(distance / 5));
  const width = distance / panels;
  const outer = Math.sqrt(3 / 5) / 2;
  const nodes = [
    [0.5 - outer, 5 / 18],
    [0.5, 8 / 18],
    [0.5 + outer, 5 / 18],
  ] as const;
  let { x, y } = segment;
  for (let panel = 0; panel < panels; panel++) {
    for (const [node, weight] of nodes) {
      const heading = headingWithin(segment, (panel + node) * width);
      x += width * weight * Math.cos(heading);
      y += width * weight * Math.sin(heading);
    }
  }
  return { x, y, heading: headingWithin(segment, distance) };
}
