import type { DriveRecord } from '../core/model-card.js';
import type { MapFrame } from './map-frame.js';

/**
 * A line in the plane by stations along its arc length: s rises (m), x and y in the map's frame (m), heading in rad
 * counter-clockwise from x and not wrapped, curvature in 1/m, left positive and linear between stations. Two stations
 * at one s are a jump of the curvature.
 */
export type Stations = {
  s: Float64Array;
  x: Float64Array;
  y: Float64Array;
  heading: Float64Array;
  curvature: Float64Array;
};

/** Which way the traffic goes, seen along rising s. */
export const TRAVELS = ['forward', 'backward', 'both'] as const;
export type Travel = (typeof TRAVELS)[number];

/**
 * Where the lanes that are driven along rising s lie, and those that are driven against it: m to the left of the line,
 * seen along rising s. All 0 where the line is all that is known.
 */
export type Lanes = readonly [forwardRight: number, forwardLeft: number, backwardRight: number, backwardLeft: number];
export const NO_LANES: Lanes = [0, 0, 0, 0];

/** `name` is the source's own id of it; names need not differ. */
export type Road = Stations & { name: string; travel: Travel; lanes?: Lanes };

/** 2·road for the road's start (s = 0), 2·road + 1 for its end. */
export type RoadEnd = number;
export const startOf = (road: number): RoadEnd => 2 * road;
export const endOf = (road: number): RoadEnd => 2 * road + 1;

/**
 * Roads and which of their ends join; `remarks` say what of the source was left out or doubted, `learnedFrom` the drives
 * that it was learned from.
 */
export type RoadNetwork = {
  frame: MapFrame;
  roads: Road[];
  links: [RoadEnd, RoadEnd][];
  remarks: string[];
  learnedFrom?: readonly DriveRecord[];
};

export function makeStations(count: number): Stations {
  const column = () => new Float64Array(count);
  return { s: column(), x: column(), y: column(), heading: column(), curvature: column() };
}

/** The stations from one station's s to another's, counted from 0. */
export function cutStations(line: Stations, from: number, to: number): Stations {
  const first = line.s.indexOf(from);
  const last = line.s.lastIndexOf(to);
  const piece = makeStations(last - first + 1);
  for (const column of ['x', 'y', 'heading', 'curvature'] as const) {
    piece[column].set(line[column].subarray(first, last + 1));
  }
  piece.s.set(line.s.subarray(first, last + 1).map((s) => s - from));
  return piece;
}
