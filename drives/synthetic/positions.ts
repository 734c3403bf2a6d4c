import type { VehicleSample } from '../../core/vehicle-sample.js';
import { frameAt, toGeographic } from '../../road/map-frame.js';
import { Random } from './random.js';

/** Where the synthetic country's x = y = 0 lies; x points east and y north. */
export const SYNTHETIC_FRAME = frameAt(48, 11);
/** m, half the width of the country: drives lie all over it, so that their roads make one map */
const COUNTRY = 50_000;
/** m, standard deviation of each coordinate of each position */
const POSITION_NOISE = 1;
const STREAM = 0x9e3779b9;

/** Where in the country a drive's road begins, in m. */
export function drawOrigin(random: Random): { x: number; y: number } {
  const draw = () => Math.round(random.between(-COUNTRY, COUNTRY));
  return { x: draw(), y: draw() };
}

/** Positions' own stream of random numbers: no other draw depends on there being any. */
export const positionRandom = (seed: number): Random => new Random(seed ^ STREAM);

/** The rows with the place of each as a receiver gives it: x and y to the millimetre, latitude and longitude to 1e-7 deg. */
export function withPositions(
  rows: readonly VehicleSample[],
  track: readonly { x: number; y: number }[],
  { origin, random }: { origin: { x: number; y: number }; random: Random },
): VehicleSample[] {
  const rounded = (value: number, stepsPerUnit: number) => Math.round(value * stepsPerUnit) / stepsPerUnit || 0;
  return rows.map((row, r) => {
    const x = rounded(origin.x + track[r]!.x + POSITION_NOISE * random.normal(), 1e3);
    const y = rounded(origin.y + track[r]!.y + POSITION_NOISE * random.normal(), 1e3);
    const { latitude, longitude } = toGeographic(SYNTHETIC_FRAME, x, y)!;
    return { ...row, latitude: rounded(latitude, 1e7), longitude: rounded(longitude, 1e7), x, y };
  });
}
