import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Random } from '../../drives/synthetic/random.js';
import { roadAsOpenDrive } from '../../drives/synthetic/road-maps.js';
import { curvatureAt, layRoad, poseAt, type Road, type RoadSegment } from '../../drives/synthetic/road.js';
import type { SyntheticDrive } from '../../drives/synthetic/simulate-drive.js';
import { readOpenDrive } from '../../road/opendrive.js';
import type { Point, SmoothedLine } from '../../road/polyline-road.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { parseXml } from '../../road/xml.js';

/** A road of pieces whose curvature (1/m) goes linearly from `from` to `to`. */
export const roadOf = (...pieces: { length: number; from: number; to: number }[]): Road =>
  layRoad(
    pieces.map(({ length, from, to }): RoadSegment => ({
      length,
      startCurvature: from,
      endCurvature: to,
      speedLimit: 30,
    })),
  );

/** Points every `step` m along a road, with normal noise (m) in each coordinate. */
export function pointsOf(road: Road, step: number, noise = 0): Point[] {
  const random = new Random(1);
  return Array.from({ length: Math.floor(road.length / step) + 1 }, (_, k) => {
    const { x, y } = poseAt(road, k * step);
    return { x: x + noise * random.normal(), y: y + noise * random.normal() };
  });
}

/** Root mean square and largest error of the curvature (1/m), `margin` m from both ends left out. */
export function curvatureError(line: SmoothedLine, road: Road, margin = 0): { rms: number; max: number } {
  const length = line.s.at(-1)!;
  const errors = [...line.s].flatMap((s, i) =>
    s < margin || s > length - margin ? [] : line.curvature[i]! - curvatureAt(road, (s / length) * road.length),
  );
  return {
    rms: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length),
    max: Math.max(...errors.map(Math.abs)),
  };
}

/** The sample without the named values. */
export const without = (sample: VehicleSample, ...names: (keyof VehicleSample)[]): VehicleSample =>
  Object.fromEntries(Object.entries(sample).filter(([name]) => !names.some((one) => one === name))) as VehicleSample; // as: only optional values are named

/** The map of the road that a synthetic drive drove on. */
export const mapOf = ({ road, origin }: SyntheticDrive): RoadMap =>
  toRoadMap(readOpenDrive(parseXml(roadAsOpenDrive('road', road, origin), 'road.xodr'), 'road.xodr'));
