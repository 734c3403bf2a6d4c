import { InputError } from '../../core/input-error.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Disturbances } from './disturbances.js';
import { Driver } from './driver.js';
import { drawDriverStyle } from './driver-style.js';
import { drawOrigin, positionRandom, withPositions } from './positions.js';
import { Random } from './random.js';
import { drawRoad, type RoadKind } from './road-kinds.js';
import { curvatureAt, headingAt, poseAt, type Pose, type Road } from './road.js';
import { recordRows, type Truth } from './sensors.js';
import { SingleTrack } from './single-track.js';
import { drawPace, SpeedControl } from './speed.js';
import { LONGEST_SMOOTHING, type Vehicle } from './vehicle.js';

/** s, step of the simulation */
export const SIMULATION_DT = 0.01;
/** s, driven before the first row, so that a drive begins anywhere on the road */
const RUN_IN = 5;

export type SyntheticDrive = {
  name: string;
  /** as the car's sensors show it */
  rows: VehicleSample[];
  /** as it was, at the time of each row: the pose, arc length along the road and offset to the left of it (m) */
  track: (Pose & { s: number; offset: number; yawRate: number })[];
  road: Road;
  /** m, where the road's x = y = 0 lies in the synthetic country */
  origin: { x: number; y: number };
  vehicle: Vehicle;
};

export type DriveRequest = {
  seed: number;
  road: RoadKind;
  vehicle: Vehicle;
  seconds: number;
  /** s between rows, a multiple of 0.01 */
  rowDt?: number;
  name?: string;
};

/** One recorded drive; the same request gives the same drive. Left is positive. */
export function simulateDrive(request: DriveRequest): SyntheticDrive {
  const { seed, road: kind, vehicle, seconds, rowDt = 0.1, name = `${vehicle.name}-${kind}` } = request;
  const stride = Math.round(rowDt / SIMULATION_DT);
  if (stride < 1 || Math.abs(stride * SIMULATION_DT - rowDt) > 1e-9) {
    throw new InputError(`expected rowDt to be a multiple of ${SIMULATION_DT} s, got ${rowDt}`);
  }
  const random = new Random(seed);
  const positions = positionRandom(seed);
  const road = drawRoad(kind, RUN_IN + seconds, random.split());
  const origin = drawOrigin(positions);
  const begin = Math.round(RUN_IN / SIMULATION_DT);
  const end = begin + Math.round(seconds / SIMULATION_DT);
  const truth = driveAlong(road, vehicle, end + Math.ceil(LONGEST_SMOOTHING / SIMULATION_DT) + 1, random.split());
  const rows = recordRows(truth, vehicle, { begin, end, stride, dt: SIMULATION_DT, random: random.split() });
  const track = rows.map((_, row) => {
    const { x, y, heading, s, offset, yawRate } = truth[begin + row * stride]!;
    return { x, y, heading, s, offset, yawRate };
  });
  return { name, rows: withPositions(rows, track, { origin, random: positions }), track, road, origin, vehicle };
}

type Moment = Truth & SyntheticDrive['track'][number];

/** Car, driver and road in a loop; the car's place is kept relative to the road (s along it, offset across it). */
function driveAlong(road: Road, vehicle: Vehicle, steps: number, random: Random): Moment[] {
  const dt = SIMULATION_DT;
  const driver = new Driver(road, vehicle, { style: drawDriverStyle(random.split()), random: random.split(), dt });
  const speed = new SpeedControl(road, drawPace(random.split()), random.split(), dt);
  const car = new SingleTrack(vehicle);
  const disturbances = new Disturbances(random.split());
  let { x, y, heading } = poseAt(road, 0);
  let s = 0;
  let offset = 0;
  const moments: Moment[] = [];
  for (let step = 0; step < steps; step++) {
    speed.step(s);
    const { vEgo } = speed;
    const course = heading + car.sideslip - headingAt(road, s);
    const handWheelDeg = driver.steer({ s, offset, course, lateralAcceleration: car.lateralAcceleration, vEgo });
    car.step({ handWheelDeg, vEgo, ...disturbances.next(vEgo, dt) }, dt);
    const { yawRate, lateralAcceleration } = car;
    moments.push({ vEgo, yawRate, handWheelDeg, lateralAcceleration, x, y, heading, s, offset });
    x += vEgo * Math.cos(heading + car.sideslip) * dt;
    y += vEgo * Math.sin(heading + car.sideslip) * dt;
    s += ((vEgo * Math.cos(course)) / (1 - curvatureAt(road, s) * offset)) * dt;
    offset += vEgo * Math.sin(course) * dt;
    heading += yawRate * dt;
  }
  return moments;
}
