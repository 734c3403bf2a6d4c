import type { Random } from './random.js';
import { bend, line, swing } from './road-elements.js';
import { layRoad, type Road, type RoadSegment } from './road.js';

const KPH = 1 / 3.6;
const DEG = Math.PI / 180;

export const ROAD_KINDS = ['motorway', 'country', 'town', 'roundabout', 'slalom'] as const;
export type RoadKind = (typeof ROAD_KINDS)[number];

/** Draws the next stretch of a road; `speedLimit` in m/s. */
type Stretch = (random: Random, speedLimit: number) => RoadSegment[];

const DESIGNS: Record<RoadKind, { limitsKph: readonly number[]; stretch: Stretch }> = {
  motorway: { limitsKph: [100, 120, 130], stretch: motorway },
  country: { limitsKph: [70, 80, 100], stretch: country },
  town: { limitsKph: [30, 50], stretch: town },
  roundabout: { limitsKph: [50, 70], stretch: roundabout },
  slalom: { limitsKph: [40, 50], stretch: slalom },
};

/** A road under one speed limit, long enough to drive on it for `seconds`. Right-hand traffic. */
export function drawRoad(kind: RoadKind, seconds: number, random: Random): Road {
  const { limitsKph, stretch } = DESIGNS[kind];
  const speedLimit = random.pick(limitsKph) * KPH;
  const segments: RoadSegment[] = [];
  for (let length = 0; length < 1.2 * speedLimit * seconds;) {
    const next = stretch(random, speedLimit);
    segments.push(...next);
    for (const segment of next) length += segment.length;
  }
  return layRoad(segments);
}

/** RAA 2008: R >= 900 m and A >= 300 m in class EKA 1 A, 470 and 160 m in EKA 2. */
function motorway(random: Random, speedLimit: number): RoadSegment[] {
  const radius = random.logBetween(speedLimit > 110 * KPH ? 900 : 500, 4000);
  const deflection = random.sign() * random.between(0.1, 0.5);
  return [
    line(random.between(50, 500), speedLimit),
    ...bend({ radius, deflection, clothoid: radius * random.between(1 / 3, 0.6), speedLimit }),
  ];
}

/** RAL 2012: R of 200 to 600 m in classes EKL 3 and EKL 4; roads older than the standard are tighter. */
function country(random: Random, speedLimit: number): RoadSegment[] {
  const radius = random.logBetween(speedLimit > 90 * KPH ? 200 : 100, 600);
  const deflection = random.sign() * random.between(0.2, 1.4);
  return [
    line(random.between(10, 250), speedLimit),
    ...bend({ radius, deflection, clothoid: radius * random.between(1 / 3, 0.8), speedLimit }),
  ];
}

/** Streets with gentle bends, crossings and turns at junctions; RASt 06: corner radii of 8 m turning right, 12 m left. */
function town(random: Random, speedLimit: number): RoadSegment[] {
  const street = line(random.between(60, 250), speedLimit);
  const what = random.between(0, 1);
  if (what < 0.4) {
    const radius = random.logBetween(40, 200);
    const deflection = random.sign() * random.between(0.2, 0.9);
    return [street, ...bend({ radius, deflection, clothoid: radius / 2, speedLimit })];
  }
  const junction = { ...street, stopAtEnd: random.chance(0.4) };
  if (what < 0.65) return [junction];
  const side = random.sign();
  const radius = side > 0 ? random.between(10, 15) : random.between(8, 12);
  const deflection = side * random.between(80, 100) * DEG;
  return [junction, ...bend({ radius, deflection, clothoid: radius * random.between(0.8, 1), speedLimit })];
}

/** FGSV's Merkblatt für Kreisverkehre (2006): 26 to 40 m across, so that cars go round at a radius of 10 to 16 m. */
function roundabout(random: Random, speedLimit: number): RoadSegment[] {
  const entry = -random.between(35, 50) * DEG;
  const exit = -random.between(35, 50) * DEG;
  const onward = random.pick([0, 0, 90]) * DEG;
  const turn = (radius: number, deflection: number) =>
    bend({ radius, deflection, clothoid: 0.75 * radius, speedLimit });
  return [
    line(random.between(100, 350), speedLimit),
    ...turn(random.between(15, 25), entry),
    ...turn(random.between(10, 16), onward - entry - exit),
    ...turn(random.between(18, 35), exit),
  ];
}

/** Cones 18 to 36 m apart. The first and the last swing are half as long, so that the others lie about the line of cones. */
function slalom(random: Random, speedLimit: number): RoadSegment[] {
  const spacing = random.between(18, 36);
  const cones = Math.floor(random.between(4, 9));
  // swings of curvature κ and length S lead about 0.08·κ·S² to either side (8/π² · κS²/π²); here 0.8 to 1.5 m
  const peak = random.sign() * (random.between(0.8, 1.5) / (0.08 * spacing ** 2));
  const segments = [line(random.between(50, 200), speedLimit), ...swing(spacing / 2, peak, speedLimit)];
  for (let cone = 1; cone < cones; cone++) segments.push(...swing(spacing, cone % 2 ? -peak : peak, speedLimit));
  return [...segments, ...swing(spacing / 2, cones % 2 ? -peak : peak, speedLimit)];
}
