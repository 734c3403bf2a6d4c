import { fitSteadyState, steadyStateAngle } from '../core/baselines.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from '../drives/drive.js';

/** m/s; below it a car parks and manoeuvres */
const SLOWEST = 3;
/** deg: the standard deviation of the steering that the bends ask for, below which a drive is too straight to tell */
const LEAST_SPREAD = 4;
/** of the steering's variance that its bends have to explain */
const LEAST_EXPLAINED = 0.9;
/** Drives of one car came out within 1.2 of each other in kinds as unlike as motorway and roundabout, two cars at 1.5 and 1.8. */
const TOLERANCE = 1.35;
/** Fewer drives that tell have no majority. */
const FEWEST = 3;
/** The reference is fitted anew without the drives that are foreign to it. */
const PASSES = 3;

/** `ratio`: times the steering of most of the drives for the same bends at the same speeds */
export type ForeignDrive = { drive: Drive; ratio: number };

/**
 * Drives that another car drove than most of them: in steady cornering their steering per curvature is another one. A
 * drive without bends is nobody's.
 */
export function foreignDrives(drives: readonly Drive[]): ForeignDrive[] {
  let foreign: ForeignDrive[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const isForeign = new Set(foreign.map(({ drive }) => drive));
    const reference = fitSteadyState(drives.filter((one) => !isForeign.has(one)).flatMap(moving));
    const slopes = drives.flatMap((drive) => {
      const slope = slopeOf(moving(drive), (row) => steadyStateAngle(reference, row.curvature, row.vEgo));
      return slope === undefined ? [] : [{ drive, slope }];
    });
    if (slopes.length < FEWEST) return [];
    const usual = slopes.map(({ slope }) => slope).sort((a, b) => a - b)[slopes.length >> 1]!;
    foreign = slopes
      .map(({ drive, slope }) => ({ drive, ratio: slope / usual }))
      .filter(({ ratio }) => !(ratio < TOLERANCE && ratio > 1 / TOLERANCE));
  }
  return foreign;
}

const moving = ({ rows }: Drive): VehicleSample[] =>
  rows.filter(
    ({ valid, vEgo, curvature, steeringAngleDeg }) =>
      valid && vEgo >= SLOWEST && Number.isFinite(curvature) && Number.isFinite(steeringAngleDeg),
  );

/** Of the steering over what is expected of it; undefined where the drive does not tell. */
function slopeOf(rows: readonly VehicleSample[], expected: (row: VehicleSample) => number): number | undefined {
  let [meanX, meanY, xx, xy, yy] = [0, 0, 0, 0, 0];
  rows.forEach((row, r) => {
    const [dx, dy] = [expected(row) - meanX, row.steeringAngleDeg - meanY];
    meanX += dx / (r + 1);
    meanY += dy / (r + 1);
    xx += dx * (expected(row) - meanX);
    xy += dx * (row.steeringAngleDeg - meanY);
    yy += dy * (row.steeringAngleDeg - meanY);
  });
  const isTelling = xx >= rows.length * LEAST_SPREAD ** 2 && xy * xy >= LEAST_EXPLAINED * xx * yy;
  return rows.length > 0 && isTelling ? xy / xx : undefined;
}
